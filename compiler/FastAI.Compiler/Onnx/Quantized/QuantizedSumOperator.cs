using FastAI.Compiler.Graph;
using FastAI.Compiler.Onnx.Values;
using FastAI.Model;

namespace FastAI.Compiler.Onnx.Quantized;

/// <summary>
/// QLinearAdd: DequantizeLinear of the operands, their sum, QuantizeLinear; as one linear map of the integers, whose two factors are the
/// binary32 ratios of the steps.
/// </summary>
internal sealed class QuantizedSumOperator() : Operator("QLinearAdd")
{
    private static readonly Operand A = new(0, 1, 2),
        B = new(3, 4, 5),
        Result = new(-1, 6, 7);

    public override string Domain => QuantizedOperators.Domain;

    public override string Remarks => "constant scales and zero points";

    public override void Import(OperatorCall call)
    {
        Tensor a = A.Centred(call, 0, "a"),
            b = B.Centred(call, 0, "b");
        double step = Requantization.Step(call, Result);
        double[] factors = [A.Ratio(call, step), B.Ratio(call, step)];
        var layout = Layout.Broadcast(a.Layout, b.Layout);
        call.Graph.Reserve(5L * layout.Count);
        int[] left = IndexMaps.Broadcast(a.Layout, layout),
            right = IndexMaps.Broadcast(b.Layout, layout);
        var pairs = new int[2 * layout.Count];
        for (int i = 0; i < layout.Count; i++)
            (pairs[2 * i], pairs[2 * i + 1]) = (left[i], a.Layout.Count + right[i]);
        var both = call.Emit.Map([a, b], layout.Inserted(layout.Rank).WithExtent(layout.Rank, 2), pairs, "operands");
        var block = new LinearBlock(
            2,
            1,
            [.. IndexMaps.Range(pairs.Length)],
            [.. IndexMaps.Range(layout.Count)],
            [.. factors],
            [0],
            null,
            null
        );
        var scaled = call.Emit.Linear(both, layout, [block], "scaled") with { Kind = ElementKind.Real };
        call.Return(Requantization.Rounded(call, call.Emit, scaled, Result));
    }
}
