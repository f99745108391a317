using FastAI.Model.FixedPoint;

namespace FastAI.Compiler.Netlist;

/// <summary>
/// The phase of a design whose hardware is shared by several cycles of an event (<see cref="Circuit.Reuse"/>): 0 in the cycle in which the
/// event enters, one more in each that follows. A source as an input is; words that depend on it have a value in each phase.
/// </summary>
public sealed record PhaseWord(Interval Range, int Layer) : Word(Range, Layer)
{
    public override bool IsSource => true;
}
