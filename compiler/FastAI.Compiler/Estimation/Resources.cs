namespace FastAI.Compiler.Estimation;

/// <summary>What a device is made of, in pieces.</summary>
/// <param name="Lut">Look-up tables of six inputs (Intel: adaptive LUTs).</param>
/// <param name="Ff">Flip-flops.</param>
/// <param name="Carry">Elements of carry chain, of four bits each.</param>
/// <param name="Dsp">Multiplier blocks.</param>
/// <param name="Bram">Memory blocks of 18 Kbit (Intel: 20 Kbit).</param>
public readonly record struct Resources(long Lut, long Ff, long Carry, long Dsp, long Bram)
{
    /// <summary>Those of <see cref="Lut"/> that are shift registers.</summary>
    public long Srl { get; init; }

    public static Resources operator +(Resources a, Resources b) =>
        new(a.Lut + b.Lut, a.Ff + b.Ff, a.Carry + b.Carry, a.Dsp + b.Dsp, a.Bram + b.Bram) { Srl = a.Srl + b.Srl };
}
