namespace FastAI.Compiler.Graph.Steps;

/// <summary>A tensor of integers and what each of its elements is multiplied by.</summary>
/// <param name="Node">The integers, or averages of such.</param>
/// <param name="Factors">One for each element, not 0; those of a sole term are above 0.</param>
internal sealed record StepTerm(int Node, double[] Factors);
