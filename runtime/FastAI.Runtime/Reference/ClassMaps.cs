using FastAI.Model;
using Microsoft.ML.OnnxRuntime;

namespace FastAI.Runtime.Reference;

/// <summary>
/// Reads the sequence of maps (class to probability, one map per event) that ONNX's ZipMap gives for a classifier, as one row per event.
/// ONNX Runtime keeps a map sorted by its keys, so that a column is always the same class.
/// </summary>
internal static class ClassMaps
{
    /// <returns>The values, event after event, and how many each event has.</returns>
    internal static (double[] Values, int Columns) Read(string output, OrtValue sequence)
    {
        var events = sequence.GetValueCount();
        double[] values = [];
        var columns = 0;
        for (var row = 0; row < events; row++)
        {
            using var map = sequence.GetValue(row, OrtAllocator.DefaultInstance);
            if (map.OnnxType != OnnxValueType.ONNX_TYPE_MAP)
            {
                throw FastAIException.Unsupported(
                    $"output \"{output}\" is a sequence of {map.OnnxType}; only tensors and sequences of "
                        + $"maps (ZipMap) can be compared."
                );
            }
            using var tensor = map.GetValue(1, OrtAllocator.DefaultInstance);
            var numbers = TensorConversion.ToDoubles(output, tensor);
            if (row == 0)
            {
                columns = numbers.Length;
                values = new double[events * columns];
            }
            if (numbers.Length != columns)
            {
                throw FastAIException.Unsupported(
                    $"output \"{output}\" has {columns} classes for one event and {numbers.Length} for " + $"another."
                );
            }
            numbers.CopyTo(values, row * columns);
        }
        return (values, columns);
    }
}
