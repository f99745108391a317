namespace Microsoft.ML.OnnxRuntime;

/// <summary>Results of a run, in the order of the requested names; disposing it disposes of each.</summary>
public interface IDisposableReadOnlyCollection<T> : IReadOnlyList<T>, IDisposable
{
}
