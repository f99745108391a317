using System.Runtime.InteropServices;

namespace FastAI.Model.Streaming;

/// <summary>
/// Every different expression once. Two applications of an operation are one expression if operation, parameters and operands are the same,
/// where operands are compared by their delays relative to the newest: applied to what was there d ticks ago, an
/// operation gives what it gave d ticks ago.
/// </summary>
internal sealed class ExpressionTable
{
    private readonly List<ExpressionGroup> groups = [];
    private readonly List<int> groupOf = [];
    private readonly List<Delayed> operands = [];
    private readonly SequenceTable keys = new();
    private int[] key = new int[64];

    /// <summary>Operands of a group precede it.</summary>
    public int GroupCount => groups.Count;

    public int Count => groupOf.Count;

    public ExpressionGroup Group(int group) => groups[group];

    public ExpressionGroup GroupOf(int expression) => groups[groupOf[expression]];

    public int GroupIndexOf(int expression) => groupOf[expression];

    /// <summary>Operands with their delays relative to the group's; those that read constants alone have none.</summary>
    public ReadOnlySpan<Delayed> OperandsOf(int group)
    {
        int first = groups[group].Operands,
            end = group + 1 < groups.Count ? groups[group + 1].Operands : operands.Count;
        return CollectionsMarshal.AsSpan(operands)[first..end];
    }

    /// <param name="operation">Operation and parameters; equal ones mean the same function.</param>
    /// <param name="reads">The operands.</param>
    /// <param name="columns">Expressions that the operation gives.</param>
    /// <param name="node">The node that applies it.</param>
    /// <param name="block">Its block.</param>
    /// <returns>The first column, as late as its newest operand.</returns>
    public Delayed Apply(ReadOnlySpan<int> operation, ReadOnlySpan<Delayed> reads, int columns, int node, int block = 0)
    {
        int newest = Delayed.Any;
        foreach (var read in reads)
            newest = Math.Min(newest, read.Delay);
        int length = 1 + operation.Length + 2 * reads.Length;
        if (key.Length < length)
            key = new int[2 * length];
        key[0] = operation.Length;
        operation.CopyTo(key.AsSpan(1));
        for (int i = 0, at = 1 + operation.Length; i < reads.Length; i++)
        {
            key[at++] = reads[i].Expression;
            key[at++] = Relative(reads[i].Delay, newest);
        }
        int group = keys.Intern(key.AsSpan(0, length));
        if (group == groups.Count)
        {
            groups.Add(new ExpressionGroup(node, block, groupOf.Count, columns, operands.Count));
            for (int i = 0; i < columns; i++)
                groupOf.Add(group);
            foreach (var read in reads)
                operands.Add(read with { Delay = Relative(read.Delay, newest) });
        }
        return new Delayed(groups[group].First, newest);
    }

    private static int Relative(int delay, int newest) => delay == Delayed.Any ? 0 : delay - newest;
}
