using FastAI.Compiler.Netlist;

namespace FastAI.Compiler.Optimization;

/// <summary>A transformation of circuits that keeps every output of every event.</summary>
public abstract class CircuitPass
{
    /// <summary>Name for messages.</summary>
    public string Name => GetType().Name;

    /// <summary>Transforms the circuit.</summary>
    /// <returns>Whether anything changed.</returns>
    public abstract bool Run(ref Circuit circuit);
}
