using FastAI.Model.FixedGraph;

namespace FastAI.Runtime.Agreement.Layers;

/// <summary>How much a table's result changes with its operand.</summary>
internal static class TableSlope
{
    /// <summary>Steepest change between neighbouring entries, result over operand, both real.</summary>
    internal static double Steepest(TableNode node, int element, ElementType operand)
    {
        var table = node.Tables[node.TableOf[element]];
        double steepest = 0;
        for (int i = 1; i < table.Entries.Length; i++)
            steepest = Math.Max(steepest, Math.Abs((double)table.Entries[i] - table.Entries[i - 1]));
        return Math.ScaleB(steepest, operand.Fraction - node.Type[element].Fraction);
    }

    /// <summary>Largest change of the result when the operand moves by at most <paramref name="error"/>,
    /// real; entries one beyond count too.</summary>
    internal static double Change(TableNode node, int element, ElementType operand, long mantissa, double error)
    {
        var table = node.Tables[node.TableOf[element]];
        if (!double.IsFinite(error))
            return double.PositiveInfinity;
        double reach = Math.Ceiling(Math.ScaleB(error, operand.Fraction));
        int last = table.Entries.Length - 1;
        long at = mantissa - table.First;
        int low = (int)Math.Max(0, at - reach),
            high = (int)Math.Min(last, at + reach);
        long here = table[mantissa],
            least = here,
            greatest = here;
        for (int i = low; i <= high; i++)
        {
            least = Math.Min(least, table.Entries[i]);
            greatest = Math.Max(greatest, table.Entries[i]);
        }
        return Math.ScaleB(Math.Max((double)greatest - here, (double)here - least), -node.Type[element].Fraction);
    }
}
