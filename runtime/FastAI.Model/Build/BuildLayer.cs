namespace FastAI.Model.Build;

/// <summary>The share of one layer in the firmware.</summary>
/// <param name="Name">Name of the tensor that the layer makes.</param>
/// <param name="FirstStage">Pipeline stage of its first logic.</param>
/// <param name="LastStage">Pipeline stage of its last logic.</param>
/// <param name="Resources">Estimated resources.</param>
public sealed record BuildLayer(string Name, int FirstStage, int LastStage, BuildResources Resources);
