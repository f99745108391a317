using System.Runtime.InteropServices;
using FastAI.Compiler.Graph;
using FastAI.Compiler.Onnx.Values;

namespace FastAI.Compiler.Onnx.Recurrent;

/// <summary>The vectors that a step multiplies: for each row its first element in a tensor.</summary>
/// <param name="Source">The tensor; the elements of a vector lie next to each other.</param>
/// <param name="Starts">For each row the element where its vector begins.</param>
/// <param name="HasBatch">Whether the rows are the batch of the model.</param>
internal sealed record StepSample(Tensor Source, int[] Starts, bool HasBatch)
{
    /// <summary>The layout of a state: one vector for each row.</summary>
    public Layout RowLayout(int hidden) => new([Starts.Length, hidden], HasBatch ? 0 : -1);

    /// <summary>The same rows of a tensor [rows, hidden].</summary>
    public StepSample WithSamples(Tensor hidden) =>
        new(hidden, [.. Enumerable.Range(0, Starts.Length).Select(row => row * hidden.Layout[^1])], HasBatch);

    /// <summary>The product with a constant matrix, its bias added.</summary>
    public VariableTensor Times(Emitter emit, LinearBlock matrix, string part)
    {
        var inputs = new int[Starts.Length * matrix.Rows];
        for (int row = 0; row < Starts.Length; row++)
        for (int k = 0; k < matrix.Rows; k++)
            inputs[row * matrix.Rows + k] = Starts[row] + k;
        int[] outputs = IndexMaps.Range(Starts.Length * matrix.Columns);
        var block = matrix with
        {
            InputMap = ImmutableCollectionsMarshal.AsImmutableArray(inputs),
            OutputMap = ImmutableCollectionsMarshal.AsImmutableArray(outputs),
        };
        return emit.Linear(Source, RowLayout(matrix.Columns), [block], part) with { Kind = ElementKind.Real };
    }
}
