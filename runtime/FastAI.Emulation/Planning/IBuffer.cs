namespace FastAI.Emulation.Planning;

/// <summary>A tensor of a plan, as the allocation of the workspace sees it.</summary>
internal interface IBuffer
{
    /// <summary>Room that it takes, known before allocation.</summary>
    int Size { get; }

    /// <summary>Where it begins, in the units of <see cref="Size"/>.</summary>
    int Base { set; }
}
