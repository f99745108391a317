using FastAI.Model.FixedPoint;

namespace FastAI.Compiler.Netlist;

/// <summary>One element of an input port: any mantissa of its format.</summary>
/// <param name="Range">All mantissas of the format.</param>
/// <param name="Layer">Layer of the input.</param>
/// <param name="Port">Index into <see cref="Circuit.Inputs"/>.</param>
/// <param name="Element">Row-major element of the port.</param>
/// <param name="Format">Format of the element on the port.</param>
public sealed record InputWord(Interval Range, int Layer, int Port, int Element, FixedFormat Format) : Word(Range, Layer)
{
    public override bool IsSource => true;
}
