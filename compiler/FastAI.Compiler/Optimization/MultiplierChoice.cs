namespace FastAI.Compiler.Optimization;

/// <summary>What products of variables are made of.</summary>
public enum MultiplierChoice
{
    /// <summary>Tables where they cost less than <see cref="MultiplierCost.BlockInLuts"/> a block, else blocks.</summary>
    Auto,

    /// <summary>Multiplier blocks.</summary>
    Dsp,

    /// <summary>Tables and carry chains.</summary>
    Lut,
}
