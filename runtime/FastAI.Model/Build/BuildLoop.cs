namespace FastAI.Model.Build;

/// <summary>A loop through a channel's state: a value that depends on what it was a tick before.</summary>
/// <param name="Name">Layer that it goes through.</param>
/// <param name="Cycles">Clock cycles from the state to its next value.</param>
/// <param name="Slack">Cycles to spare before the channel's next sample needs it.</param>
public sealed record BuildLoop(string Name, int Cycles, int Slack);
