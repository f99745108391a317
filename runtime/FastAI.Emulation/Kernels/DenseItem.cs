namespace FastAI.Emulation.Kernels;

/// <summary>A <see cref="RowItem"/> that reads 32 bits after 32 bits, with the addresses of what it reads.</summary>
/// <param name="Vectors">Vectors of eight lanes: 1, 2 or 4.</param>
/// <param name="Units">How many times 32 bits it reads.</param>
/// <param name="HasSecond">Whether the item behind it is of the same map and its results belong to the same 64 bytes.</param>
/// <param name="Source">What it reads, in bytes from the workspace's first.</param>
/// <param name="Target">Where its results go, in the same way.</param>
/// <param name="Weights">Its weights.</param>
/// <param name="Bias">Its biases.</param>
/// <param name="Limits">Its limits.</param>
internal readonly record struct DenseItem(
    int Vectors,
    int Units,
    bool HasSecond,
    nint Source,
    nint Target,
    nint Weights,
    nint Bias,
    nint Limits
)
{
    /// <summary>The items of maps that read so.</summary>
    public static unsafe DenseItem[] Of(RowData data, int* weights, int* bias, byte* limits)
    {
        var items = new DenseItem[data.Items.Length];
        for (int i = 0; i < items.Length; i++)
        {
            var item = data.Items[i];
            int source = item.Source + (item.Units == 0 ? 0 : data.Units[item.Unit]);
            items[i] = new DenseItem(
                item.Vectors,
                item.Units,
                HasSecond: false,
                source,
                item.Target,
                (nint)(weights + item.Weights),
                (nint)(bias + item.Bias),
                (nint)(limits + item.Limits)
            );
        }
        return items;
    }
}
