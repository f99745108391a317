namespace FastAI.Compiler.Netlist;

/// <summary>Truth tables of up to six bits: bit i of the table is the function's value where input k has bit k of i.</summary>
internal static class TruthTable
{
    /// <summary>Inputs that one table can have.</summary>
    public const int MaxInputs = 6;

    /// <summary>Rows in which each input is 1.</summary>
    private static readonly ulong[] Rows =
    [
        0xAAAAAAAAAAAAAAAA,
        0xCCCCCCCCCCCCCCCC,
        0xF0F0F0F0F0F0F0F0,
        0xFF00FF00FF00FF00,
        0xFFFF0000FFFF0000,
        0xFFFFFFFF00000000,
    ];

    /// <summary>The rows of a table of so many inputs.</summary>
    public static ulong All(int inputs) => inputs == MaxInputs ? ulong.MaxValue : (1UL << (1 << inputs)) - 1;

    /// <summary>The rows, of six inputs, in which the input is 1.</summary>
    public static ulong RowsOf(int input) => Rows[input];

    /// <summary>The table of a function, row by row.</summary>
    public static ulong Of(int inputs, Func<int, bool> function)
    {
        ulong table = 0;
        for (int row = 0; row < 1 << inputs; row++)
            if (function(row))
                table |= 1UL << row;
        return table;
    }

    /// <summary>The table with one input inverted.</summary>
    public static ulong Invert(ulong table, int input)
    {
        int step = 1 << input;
        return ((table & Rows[input]) >> step) | ((table & ~Rows[input]) << step);
    }

    /// <summary>The table of the other inputs where one input has a value.</summary>
    public static ulong Fix(ulong table, int inputs, int input, bool value) =>
        Of(inputs - 1, row => (table >> (Above(row, input) << (input + 1) | Below(row, input) | (value ? 1 << input : 0)) & 1) == 1);

    /// <summary>The table of the other inputs where <paramref name="input"/> is always what
    /// <paramref name="same"/>, an earlier one, is.</summary>
    public static ulong Join(ulong table, int inputs, int same, int input) =>
        Of(inputs - 1, row => (table >> (Above(row, input) << (input + 1) | Below(row, input) | ((row >> same & 1) << input)) & 1) == 1);

    /// <summary>The table with its inputs in another order.</summary>
    /// <param name="table">The table.</param>
    /// <param name="order">For each input of the result which one of the table's it is.</param>
    public static ulong Permute(ulong table, ReadOnlySpan<int> order)
    {
        ulong result = 0;
        for (int row = 0; row < 1 << order.Length; row++)
        {
            int from = 0;
            for (int k = 0; k < order.Length; k++)
                from |= (row >> k & 1) << order[k];
            result |= (table >> from & 1) << row;
        }
        return result;
    }

    /// <summary>Whether the function depends on the input.</summary>
    public static bool Depends(ulong table, int inputs, int input) => ((Invert(table, input) ^ table) & All(inputs)) != 0;

    private static int Above(int row, int input) => row >> input;

    private static int Below(int row, int input) => row & ((1 << input) - 1);
}
