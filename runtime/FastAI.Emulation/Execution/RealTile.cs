namespace FastAI.Emulation.Execution;

/// <summary>Buffers of one thread for a tile of real events.</summary>
internal sealed class RealTile(int inputs, int outputs)
{
    public double[] Reals { get; } = new double[inputs];

    public long[] Inputs { get; } = new long[inputs];

    public long[] Outputs { get; } = new long[outputs];
}
