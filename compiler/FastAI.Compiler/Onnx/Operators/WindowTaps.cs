using FastAI.Compiler.Onnx.Values;

namespace FastAI.Compiler.Onnx.Operators;

/// <summary>Every pair of an output position and a tap of the kernel, both in several dimensions, in row-major order.</summary>
internal sealed class WindowTaps(int[] positions, int[] kernel)
{
    /// <summary>Number of positions.</summary>
    public int Count { get; } = new Layout([.. positions]).Count;

    /// <summary>Number of taps.</summary>
    public int Size { get; } = new Layout([.. kernel]).Count;

    /// <summary>Calls with the running number, the position and the tap.</summary>
    public void Visit(Action<int, int[], int[]> visit)
    {
        var position = new int[positions.Length];
        var tap = new int[kernel.Length];
        int at = 0;
        for (int p = 0; p < Count; p++, Next(position, positions))
        for (int k = 0; k < Size; k++, Next(tap, kernel))
            visit(at++, position, tap);
    }

    private static void Next(int[] counter, int[] extents)
    {
        for (int axis = counter.Length - 1; axis >= 0; axis--)
        {
            if (++counter[axis] < extents[axis])
                return;
            counter[axis] = 0;
        }
    }
}
