namespace FastAI.Compiler.Netlist;

/// <summary>What was decided of a constant matrix in a design with <see cref="Circuit.Reuse"/>.</summary>
/// <param name="Layer">The first layer that it is part of.</param>
/// <param name="Form">What it is made of.</param>
/// <param name="ParallelLut">Tables of its shift-and-add graph, all sums in one cycle.</param>
/// <param name="SharedLut">Tables of the cheapest shared form.</param>
/// <param name="SharedDsp">Multiplier blocks of that.</param>
/// <param name="Reason">Why, in a sentence.</param>
public sealed record ProductReuse(string Layer, ProductForm Form, long ParallelLut, long SharedLut, long SharedDsp, string Reason);
