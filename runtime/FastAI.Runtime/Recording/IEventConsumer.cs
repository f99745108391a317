namespace FastAI.Runtime.Recording;

/// <summary>Takes the records of a recording, one after another.</summary>
public interface IEventConsumer
{
    /// <param name="recorded">Valid during the call.</param>
    /// <returns>Whether to go on.</returns>
    bool Take(in RecordedEvent recorded);
}
