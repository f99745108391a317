namespace FastAI.Model.Streaming;

/// <summary>Expressions that one application of an operation gives together: the columns of an affine map at one position, the
/// targets of trees, else a single one.</summary>
/// <param name="Node">The node of the graph on windows that has it first.</param>
/// <param name="Block">Which block of an affine map.</param>
/// <param name="First">Index of its first expression; the others follow.</param>
/// <param name="Columns">How many it has.</param>
/// <param name="Operands">Where its operands begin among all; they end where those of the next group begin.</param>
internal readonly record struct ExpressionGroup(int Node, int Block, int First, int Columns, int Operands);
