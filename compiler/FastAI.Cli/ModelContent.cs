using System.Collections.Immutable;

namespace FastAI.Cli;

/// <summary>What <c>fastai inspect</c> shows of a model.</summary>
/// <param name="Name">Name of the model.</param>
/// <param name="Kind">What kind of file it is.</param>
/// <param name="Nodes">Its tensors in order.</param>
internal sealed record ModelContent(string Name, string Kind, ImmutableArray<NodeContent> Nodes);
