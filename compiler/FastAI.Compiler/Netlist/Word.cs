using FastAI.Model.FixedPoint;

namespace FastAI.Compiler.Netlist;

/// <summary>
/// One integer that the hardware computes for every event, in static single assignment: operands are indices of earlier words.
/// All operations are exact on integers; a width is never stated but follows from the proved interval.
/// </summary>
/// <param name="Range">Proved interval of the integer; every value that can occur lies inside, and it fits a 64-bit signed integer.</param>
/// <param name="Layer">Index into <see cref="Circuit.Layers"/> of the layer that the word was made for; for names and reports.</param>
public abstract record Word(Interval Range, int Layer)
{
    /// <summary>Bits of the narrowest word that holds the interval: two's complement if <see cref="IsSigned"/>, else unsigned.</summary>
    public int Width => Range.Width;

    /// <summary>Whether a negative value can occur.</summary>
    public bool IsSigned => Range.Low < 0;

    /// <summary>Whether a register belongs to the word, so that every word that reads it stands in a later stage.</summary>
    public virtual bool IsRegistered => false;

    /// <summary>Whether it enters the circuit behind rank 0, or is a constant: it stands in stage 0.</summary>
    public virtual bool IsSource => false;

    /// <summary>Stages from an operand's to the word's at the least; 0 where it may read the operand in its own stage.</summary>
    public virtual int Lag => 0;

    /// <summary>The least number of stages from an operand's to the word's.</summary>
    public int Behind(Word operand) => Math.Max(Lag, operand.IsRegistered ? 1 : 0);

    /// <summary>Number of words read.</summary>
    public virtual int OperandCount => 0;

    /// <summary>Index of the operand at <paramref name="position"/>, from 0 to <see cref="OperandCount"/> - 1.</summary>
    public virtual int Operand(int position) => throw new ArgumentOutOfRangeException(nameof(position));
}
