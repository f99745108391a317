using FastAI.Model.FixedPoint;

namespace FastAI.Model.FixedGraph;

/// <summary>An input of the model: mantissas in the given formats.</summary>
/// <param name="Name">Name of the tensor.</param>
/// <param name="Type">Any value of each element's format.</param>
/// <param name="Rounding">How the front end rounds a real value to its format; the graph itself sees mantissas only.</param>
/// <param name="Overflow">What the front end makes of a real value outside its format.</param>
public sealed record InputNode(string Name, TensorType Type, Rounding Rounding, Overflow Overflow) : FixedNode(Name, Type)
{
    /// <summary>For each element the mantissa that stands for a missing value; null where no element can be missing.</summary>
    public PerElement<MissingValue>? Missing { get; init; }

    /// <summary>What stands for a missing value of an element.</summary>
    public MissingValue MissingAt(int element) => Missing?[element] ?? MissingValue.None;

    /// <summary>The mantissa of a real value, or of NaN where the element can be missing.</summary>
    /// <exception cref="FastAIException">It is NaN and cannot be missing, or an infinity that would wrap.</exception>
    public long Quantize(double value, int element) =>
        Quantizer.Quantize(value, Type[element].Format, Rounding, Overflow, MissingAt(element));
}
