using System.Collections;

namespace Microsoft.ML.OnnxRuntime;

internal sealed class DisposableList<T>(T[] items) : IDisposableReadOnlyCollection<T>
    where T : IDisposable
{
    public int Count => items.Length;

    public T this[int index] => items[index];

    public IEnumerator<T> GetEnumerator() => ((IEnumerable<T>)items).GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => items.GetEnumerator();

    public void Dispose() => Array.ForEach(items, item => item.Dispose());
}
