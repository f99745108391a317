using FastAI.Compiler.Onnx;
using FastAI.Testing;
using Xunit;

namespace FastAI.Compiler.Tests.Onnx;

public sealed class LinearOperatorTests
{
    [SkippableFact]
    public void The_published_jet_network_imports_as_four_dense_layers()
    {
        byte[] bytes = File.ReadAllBytes(Workspace.Shared("reference", "jet_mlp", "jet_mlp.onnx"));
        Agreement.Check(bytes, 1);
    }

    [Theory]
    [MemberData(nameof(Seeds), 40)]
    public void Gemm(int seed)
    {
        var random = new TestRandom(seed);
        int k = random.Next(1, 6), m = random.Next(1, 6);
        bool transB = random.Flag();
        int opset = random.Next(9, 23);
        var builder = new OnnxBuilder(opset).Input("x", -1, k)
            .Weights("w", transB ? [m, k] : [k, m], random.Floats(k * m));
        string[] inputs = ["x", "w"];
        // Before operator set 11 the addend is required.
        if (opset < 11 || random.Flag())
        {
            long[] shape = random.Pick<long[]>([m], [1, m], [1], [1, 1]);
            builder.Weights("c", shape, random.Floats((int)shape.Aggregate(1L, (a, b) => a * b)));
            inputs = ["x", "w", "c"];
        }
        builder.Node("Gemm", inputs, ["y"], ("transB", transB ? 1 : 0), ("alpha", random.Float()), ("beta", random.Float())).Output("y");
        Agreement.Check(builder, seed);
    }

    public static TheoryData<int> Seeds(int count) => [.. Enumerable.Range(0, count)];
}
