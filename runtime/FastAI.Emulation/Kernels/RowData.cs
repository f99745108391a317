using FastAI.Emulation.Planning;

namespace FastAI.Emulation.Kernels;

/// <summary>What <see cref="RowProducts{P, T}"/> runs on.</summary>
/// <param name="Items">In ascending order of their targets: an item's spare lanes spill into the next one's
/// results, which are written later.</param>
/// <param name="Units">Offsets of 32 bits within an event.</param>
/// <param name="Weights">For each item, each 32 bits read and each lane the weights, lowest part first.</param>
/// <param name="Bias">For each item and lane, with half a step and the target's offset.</param>
/// <param name="Limits">For each item, as the target wants them.</param>
internal sealed record RowData(RowItem[] Items, int[] Units, int[] Weights, int[] Bias, byte[] Limits)
{
    /// <summary>Maps are joined as long as their weights, which are copied, are few beside a first-level cache.</summary>
    private const int MostWeights = 8 * 1024;

    /// <summary>The same with the places of its tensors.</summary>
    public RowData Placed(EventTensor source, EventTensor target) =>
        this with
        {
            Items = Array.ConvertAll(Items, i => i with { Source = source.Base, Target = target.Base + i.Target }),
        };

    /// <summary>Whether every item reads 32 bits after 32 bits.</summary>
    public bool IsDense => Array.TrueForAll(Items, item => Reads(item).All(r => r.Offset == Units[item.Unit] + r.Index * sizeof(int)));

    /// <summary>Whether it is worth while to put these items behind others.</summary>
    public bool Joins(params RowData[] before) => before.Sum(b => b.Weights.Length) + Weights.Length <= MostWeights;

    /// <summary>These items and then others.</summary>
    public RowData Before(RowData next) =>
        new(
            [
                .. Items,
                .. next.Items.Select(i =>
                    i with
                    {
                        Unit = i.Unit + Units.Length,
                        Weights = i.Weights + Weights.Length,
                        Bias = i.Bias + Bias.Length,
                        Limits = i.Limits + Limits.Length,
                    }
                ),
            ],
            [.. Units, .. next.Units],
            [.. Weights, .. next.Weights],
            [.. Bias, .. next.Bias],
            [.. Limits, .. next.Limits]
        );

    private IEnumerable<(int Offset, int Index)> Reads(RowItem item) => Units.Skip(item.Unit).Take(item.Units).Select((u, i) => (u, i));
}
