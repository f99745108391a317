namespace FastAI.Emulation.Planning;

/// <summary>Results of an event that lie one after another in a tensor.</summary>
/// <param name="From">The first, in bytes from the workspace's first.</param>
/// <param name="Stride">Bytes from event to event.</param>
/// <param name="Bytes">Of a stored element.</param>
/// <param name="Offset">What is added to stored bytes.</param>
/// <param name="Element">Which result of the event is the first.</param>
/// <param name="Count">How many.</param>
internal readonly record struct EventRun(int From, int Stride, int Bytes, int Offset, int Element, int Count);
