using FastAI.Model.FixedGraph;
using FastAI.Model.FixedPoint;

namespace FastAI.Compiler.Quantization.Conversion;

/// <summary>What becomes of one exact result.</summary>
/// <param name="Formats">The format of each element; null: the result stays exact.</param>
/// <param name="Rounding">How it is rounded.</param>
/// <param name="Overflow">How it is limited.</param>
/// <param name="Reason">Who decided, for the report.</param>
internal sealed record TensorPrecision(PerElement<FixedFormat>? Formats, Rounding Rounding, Overflow Overflow, FormatReason Reason)
{
    /// <summary>Of an input, what stands for a missing value of each element; null where none can be missing.</summary>
    public PerElement<MissingValue>? Missing { get; init; }

    public static TensorPrecision Exact(FormatReason reason) => new(null, Rounding.Trn, Overflow.Wrap, reason);
}
