using FastAI.Compiler.Graph;
using FastAI.Model;
using FastAI.Model.FixedGraph;

namespace FastAI.Compiler.Onnx.Operators;

/// <summary>x / (bias + alpha / size * sum of the squares of the neighbouring channels) ^ beta.</summary>
internal sealed class LrnOperator()
    : Operator(
        "LRN",
        OperatorAttribute.Real("alpha", 1e-4),
        OperatorAttribute.Real("beta", 0.75),
        OperatorAttribute.Real("bias", 1.0),
        OperatorAttribute.Integer("size")
    )
{
    public override void Import(OperatorCall call)
    {
        var (x, emit) = (call.Input(0), call.Emit);
        if (x.Layout.Rank < 2)
            throw FastAIException.BadInput($"its input {x.Layout} has no channels");
        x.Layout.RequireNoBatch(1, "normalizes");
        long window = call.Integer("size");
        if (window is < 1 or > Shape.MaxElements)
            throw FastAIException.BadInput($"its attribute 'size' is {window}");
        int size = (int)window,
            channels = x.Layout[1],
            inner = x.Layout.Product(2, x.Layout.Rank),
            before = (size - 1) / 2;
        call.Graph.Reserve((long)x.Layout.Count * size);
        var inputs = new int[x.Layout.Count * size];
        for (int i = 0; i < x.Layout.Count; i++)
        for (int k = 0; k < size; k++)
        {
            int channel = i / inner % channels - before + k;
            inputs[i * size + k] = channel < 0 || channel >= channels ? -1 : i + (k - before) * inner;
        }
        var squares = emit.Binary(BinaryOperation.Multiply, x, x, "square");
        double[] weights = [.. Enumerable.Repeat(call.Real("alpha") / size, size)];
        var all = Enumerable.Range(0, x.Layout.Count);
        var block = new LinearBlock(size, 1, [.. inputs], [.. all], [.. weights], [call.Real("bias")], null, null);
        var sums = emit.Linear(squares, x.Layout, [block], "sum");
        var scale = emit.Function(FunctionKind.Power, sums, -call.Real("beta"), part: "scale");
        call.Return(emit.Binary(BinaryOperation.Multiply, x, scale));
    }
}
