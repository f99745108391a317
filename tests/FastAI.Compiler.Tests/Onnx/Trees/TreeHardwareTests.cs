using FastAI.Compiler.Graph;
using FastAI.Compiler.Hardware;
using FastAI.Compiler.Netlist;
using FastAI.Compiler.Onnx;
using FastAI.Compiler.Quantization;
using FastAI.Compiler.Tests.Netlist;
using FastAI.Model.FixedGraph;
using FastAI.Model.FixedPoint;
using Xunit;

namespace FastAI.Compiler.Tests.Onnx.Trees;

/// <summary>Ensembles as exporters write them, with every branch mode, as circuits for devices of all kinds.</summary>
public sealed class TreeHardwareTests
{
    [Theory]
    [InlineData("xcup")]
    [InlineData("generic")]
    public void Circuits_of_regressors_compute_what_the_oracle_computes(string device)
    {
        for (int seed = 0; seed < 40; seed++)
        {
            var random = new TestRandom(seed);
            int features = random.Next(1, 5),
                targets = random.Pick(1, 1, 2, 3);
            var forest = new ForestAttributes(random, features, targets);
            forest.Add(random.Next(1, 12), 6, everyTarget: random.Flag());
            var attributes = forest.Of("target", asTensors: false);
            attributes.Add(("n_targets", targets));
            Check(TreeEnsembleTests.Build("TreeEnsembleRegressor", ["y"], features, random.Pick(1, 3), attributes), device, seed);
        }
    }

    /// <summary>The class alone needs integer comparisons of the scores, whatever becomes of them: no table and
    /// no product, so no exponential.</summary>
    [Theory]
    [InlineData("NONE")]
    [InlineData("SOFTMAX")]
    [InlineData("LOGISTIC")]
    public void The_class_alone_is_found_by_comparisons(string transform)
    {
        for (int seed = 0; seed < 12; seed++)
        {
            var random = new TestRandom(seed);
            int features = random.Next(1, 5),
                classes = random.Next(2, 5);
            var forest = new ForestAttributes(random, features, classes == 2 ? 1 : classes);
            forest.Add(2 * classes, 6, everyTarget: random.Flag());
            var attributes = forest.Of("class", asTensors: false);
            attributes.Add(("classlabels_int64s", Enumerable.Range(0, classes).Select(i => (long)i).ToArray()));
            attributes.Add(("post_transform", transform));
            var builder = TreeEnsembleTests.Build("TreeEnsembleClassifier", ["label", "scores"], features, 3, attributes);
            builder.Graph.Output.RemoveAt(1);
            Circuit circuit = Check(builder, "xcup", seed);
            Assert.DoesNotContain(circuit.Words, w => w is TableWord or MultiplyWord);
        }
    }

    private static Circuit Check(OnnxBuilder builder, string device, int seed)
    {
        FloatGraph model = GraphPasses.Run(OnnxImporter.Import(builder.ToModel()));
        FixedGraph graph = FixedPointCompiler.Quantize(model, new QuantizationOptions { InputFormat = new FixedFormat(true, 6, 3) }).Graph;
        HardwareDesign design = HardwareCompiler.Compile(graph, new HardwareOptions { Device = device, ClockMHz = 400 });
        CircuitVerifier.Verify(design.Pipeline.Circuit);
        CircuitChecks.AssertEqualsOracle(graph, design.Pipeline.Circuit, seed, 60);
        return design.Pipeline.Circuit;
    }
}
