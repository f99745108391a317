namespace FastAI.Model.Build;

/// <summary>Estimated resources.</summary>
/// <param name="Lut">Look-up tables.</param>
/// <param name="Ff">Flip-flops.</param>
/// <param name="Carry">Elements of carry chain, of four bits each.</param>
/// <param name="Dsp">Multiplier blocks.</param>
/// <param name="Bram">Memory blocks.</param>
/// <param name="Srl">Those look-up tables that are shift registers.</param>
public sealed record BuildResources(long Lut, long Ff, long Carry, long Dsp, long Bram, long Srl = 0);
