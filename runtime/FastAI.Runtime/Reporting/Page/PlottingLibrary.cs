namespace FastAI.Runtime.Reporting.Page;

/// <summary>uPlot, as a page takes it in.</summary>
/// <param name="Script">Its script.</param>
/// <param name="Style">Its style sheet.</param>
/// <param name="License">Its license, which goes with it.</param>
internal sealed record PlottingLibrary(string Script, string Style, string License);
