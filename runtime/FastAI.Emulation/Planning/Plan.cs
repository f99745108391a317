namespace FastAI.Emulation.Planning;

/// <summary>What to do with a tile of events, once built for any number of tiles and threads.</summary>
/// <param name="Events">Events of a tile.</param>
/// <param name="Stages">In order.</param>
/// <param name="Slots">Size of the workspace.</param>
/// <param name="Inputs">Where each input element goes.</param>
/// <param name="Outputs">Where each output element is found.</param>
/// <param name="Constants">Rows that hold the same in every tile.</param>
/// <param name="Nodes">Where each node's elements are found after a run; only of plans that keep everything.</param>
internal sealed record Plan(
    int Events,
    Stage[] Stages,
    int Slots,
    Row[] Inputs,
    Row[] Outputs,
    (Row Row, long Value)[] Constants,
    Row[][] Nodes
)
{
    /// <summary>Bytes of a tile.</summary>
    public long TileBytes => (long)Slots * sizeof(int) * Events;

    /// <summary>Tiles that run together.</summary>
    public int Tiles => Stages.Any(s => s is WideStep) ? WideStep.Tiles : 1;

    /// <summary>Memory that stages use in turn beside the tiles.</summary>
    public int ScratchBytes => Stages.Length == 0 ? 0 : Stages.Max(s => s.ScratchBytes);

    /// <summary>16-bit integers that come or go of a tile.</summary>
    public int Staged => Events * Math.Max(Inputs.Length, Outputs.Length);

    /// <summary>Bytes of the workspace.</summary>
    public long Bytes => TileBytes * Tiles + ScratchBytes + sizeof(short) * (long)Staged;
}
