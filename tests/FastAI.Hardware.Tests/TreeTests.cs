using FastAI.Compiler.Emission;
using FastAI.Compiler.Hardware;
using FastAI.Compiler.Simulation;
using FastAI.Emulation;
using FastAI.Model.FixedGraph;
using FastAI.Model.FixedPoint;
using FastAI.Testing;
using Xunit;

namespace FastAI.Hardware.Tests;

/// <summary>
/// Random ensembles, from stumps to trees deeper than one index: netlist, emulator, VHDL in both forms and C++ give what the oracle gives,
/// the VHDL in the stated cycle.
/// </summary>
public sealed class TreeTests
{
    private const int Events = 120;

    [SkippableTheory]
    [InlineData(1, "generic", 300)]
    [InlineData(2, "xcup", 400)]
    [InlineData(3, "agilex7", 150)]
    public void VhdlEqualsTheOracle(int firstSeed, string device, double clock)
    {
        Workspace.Tool("ghdl-mcode");
        for (int seed = 100 * firstSeed; seed < (100 * firstSeed) + 12; seed++)
            Check(seed, device, clock, EmissionTargets.Vhdl, (folder, ports, inputs) => GhdlSimulator.Run(folder, ports, inputs));
    }

    [SkippableFact]
    public void PrimitivesEqualTheOracle()
    {
        Workspace.Tool("ghdl-mcode");
        for (int seed = 1000; seed < 1012; seed++)
        {
            Check(seed, "xcup", 400, EmissionTargets.Vhdl, (folder, ports, inputs) =>
            {
                Assert.True(GhdlSimulator.HasPrimitives(folder, ports), "trees for a device with LUT6_2 have its form");
                return GhdlSimulator.Run(folder, ports, inputs, primitives: true);
            });
        }
    }

    [SkippableFact]
    public void HlsEqualsTheOracle()
    {
        Workspace.Tool("g++");
        for (int seed = 2000; seed < 2006; seed++)
            Check(seed, "xcup", 300, EmissionTargets.Hls, (folder, ports, inputs) => GppSimulator.Run(folder, ports, inputs));
    }

    /// <summary>What is promised of the estimate: within a tenth of open synthesis, with primitives and without.</summary>
    [SkippableTheory]
    [InlineData("xcup")]
    [InlineData("generic")]
    public void TheEstimateIsWithinATenthOfOpenSynthesis(string device)
    {
        Workspace.Tool("ghdl-mcode");
        Workspace.Tool("yosys");
        var random = new Random(4);
        var format = new FixedFormat(true, 12, 4);
        var builder = new FixedGraphBuilder("estimated_trees");
        int x = builder.Input("x", new Shape(4), PerElement<FixedFormat>.Uniform(format, 4));
        builder.Output("y", builder.TreeEnsemble("trees", x, new Shape(1), Full(random, format, 4, 16, 4), PerElement<int>.Uniform(8, 1)));
        FixedGraph graph = builder.Build();
        HardwareDesign design = HardwareCompiler.Compile(graph, new HardwareOptions { ClockMHz = 400, Device = device });
        long[] inputs = RandomInputs.For(graph, 1, 1);
        using ScratchFolder folder = EmittedFolder.Write(
            EmittedFolder.Emit(design.Pipeline, inputs, Oracle.Run(graph, inputs), new EmissionOptions { Targets = EmissionTargets.Vhdl })
        );
        SynthesisResult found = OpenSynthesis.Run(folder.FullPath, DesignInterface.Of(graph));
        Assert.InRange(design.Resources.Total.Lut, .9 * found.Lut, 1.1 * found.Lut);
        Assert.InRange(design.Resources.Total.Ff, .97 * found.Ff, 1.03 * found.Ff);
        if (device == "xcup")
            Assert.Equal(found.Lut, design.Resources.Total.Lut);
    }

    private static void Check(
        int seed,
        string device,
        double clock,
        EmissionTargets targets,
        Func<string, DesignInterface, long[], SimulationResult> simulate
    )
    {
        FixedGraph graph = Create(seed);
        HardwareDesign design = HardwareCompiler.Compile(
            graph,
            new HardwareOptions
            {
                ClockMHz = clock,
                Device = device,
                Effort = 0,
            }
        );
        long[] inputs = RandomInputs.For(graph, seed, Events),
            expected = Oracle.Run(graph, inputs),
            emulated = new long[expected.Length];
        Assert.Equal(expected, RandomCircuits.Outputs(design.Pipeline.Circuit, inputs));
        Emulator.Create(graph).Run(inputs, emulated);
        Assert.Equal(expected, emulated);
        using ScratchFolder folder = EmittedFolder.Write(
            EmittedFolder.Emit(design.Pipeline, inputs, expected, new EmissionOptions { Targets = targets })
        );
        DesignInterface ports = DesignInterface.Of(graph);
        SimulationMismatch? mismatch = SimulationComparison.FirstMismatch(
            ports,
            expected,
            simulate(folder.FullPath, ports, inputs),
            design.Pipeline.Latency
        );
        Assert.True(mismatch is null, $"seed {seed}: {mismatch?.Message}");
    }

    private static FixedGraph Create(int seed)
    {
        var random = new Random(seed);
        int features = random.Next(1, 7),
            targets = random.Next(3) == 0 ? random.Next(2, 4) : 1;
        FixedFormat[] formats =
        [
            .. Enumerable
                .Range(0, features)
                .Select(_ => new FixedFormat(random.Next(3) != 0, random.Next(3) == 0 ? random.Next(1, 6) : random.Next(6, 18), 5)),
        ];
        var builder = new FixedGraphBuilder($"trees_{seed}");
        int x = builder.Input("x", new Shape(features), PerElement<FixedFormat>.Create(formats));
        var type = new TensorType(new Shape(features), PerElement<ElementType>.Create([.. formats.Select(ElementType.Full)]));
        int leafBits = random.Next(1, 14);
        TreeEnsemble ensemble =
            random.Next(3) == 0
                ? Full(random, formats[0], features, random.Next(1, 6), random.Next(1, 8))
                : RandomTrees.Create(random, type, targets, random.Next(1, 14), random.Next(3) == 0 ? 50 : 15, leafBits);
        builder.Output(
            "y",
            builder.TreeEnsemble("trees", x, new Shape(ensemble.Targets), ensemble, PerElement<int>.Uniform(8, ensemble.Targets))
        );
        return builder.Build();
    }

    /// <summary>Trees in which every path asks the same number of tests.</summary>
    private static TreeEnsemble Full(Random random, FixedFormat format, int features, int trees, int depth)
    {
        int inner = (1 << depth) - 1,
            leaves = 1 << depth;
        int Branch(int tree, int child) => child < inner ? (tree * inner) + child : ~((tree * leaves) + child - inner);
        int nodes = trees * inner;
        var structure = new TreeStructure(
            [.. Enumerable.Range(0, trees + 1).Select(t => t * inner)],
            [.. Enumerable.Range(0, trees + 1)],
            [.. new int[trees]],
            [.. Enumerable.Range(0, nodes).Select(_ => random.Next(features))],
            [.. Enumerable.Range(0, nodes).Select(n => Branch(n / inner, (2 * (n % inner)) + 1))],
            [.. Enumerable.Range(0, nodes).Select(n => Branch(n / inner, (2 * (n % inner)) + 2))],
            trees * leaves
        );
        return new(
            structure,
            [.. Enumerable.Range(0, nodes).Select(_ => random.NextInt64(format.MinMantissa, format.MaxMantissa))],
            [.. Enumerable.Range(0, trees * leaves).Select(_ => random.NextInt64(-120, 120))],
            [17]
        );
    }
}
