namespace FastAI.Compiler.Onnx;

/// <summary>One attribute in the declaration of an operator.</summary>
/// <param name="Name">Its name in ONNX.</param>
/// <param name="Kind">The type of its value.</param>
/// <param name="Default">What it is when absent; null when ONNX leaves it out or requires it.</param>
/// <param name="First">The first operator set that has it.</param>
/// <param name="Last">The last operator set that has it.</param>
internal sealed record OperatorAttribute(string Name, AttributeKind Kind, object? Default, int First = 1, int Last = int.MaxValue)
{
    public static OperatorAttribute Integer(string name, long? value = null) => new(name, AttributeKind.Integer, value);

    public static OperatorAttribute Real(string name, double? value = null) => new(name, AttributeKind.Real, value);

    public static OperatorAttribute Text(string name, string? value = null) => new(name, AttributeKind.Text, value);

    public static OperatorAttribute Integers(string name) => new(name, AttributeKind.Integers, null);

    public static OperatorAttribute Reals(string name) => new(name, AttributeKind.Reals, null);

    public static OperatorAttribute Texts(string name) => new(name, AttributeKind.Texts, null);

    public static OperatorAttribute Tensor(string name) => new(name, AttributeKind.Tensor, null);

    public static OperatorAttribute Graph(string name) => new(name, AttributeKind.Graph, null);

    /// <summary>The attribute exists from that operator set on.</summary>
    public OperatorAttribute Since(int opset) => this with { First = opset };

    /// <summary>The attribute exists up to that operator set.</summary>
    public OperatorAttribute Until(int opset) => this with { Last = opset };

    public bool IsIn(int opset) => opset >= First && opset <= Last;
}
