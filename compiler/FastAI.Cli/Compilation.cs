using System.Collections.Immutable;
using System.Globalization;
using System.Reflection;
using FastAI.Cli.Commands;
using FastAI.Compiler.Emission;
using FastAI.Compiler.Graph;
using FastAI.Compiler.Hardware;
using FastAI.Compiler.Onnx;
using FastAI.Compiler.Output;
using FastAI.Compiler.Quantization;
using FastAI.Compiler.Quantization.Calibration;
using FastAI.Compiler.Quantization.Precision;
using FastAI.Model;
using FastAI.Model.Build;
using FastAI.Model.FixedGraph;
using FastAI.Model.Serialization;
using FastAI.Runtime.Budgets;
using FastAI.Runtime.Data;
using FastAI.Runtime.Reporting;

namespace FastAI.Cli;

/// <summary>The whole way from a model file to an output folder, which appears at the end or not at all.</summary>
internal static class Compilation
{
    public static BuildReport Run(CompileRequest request, IProgress<string> progress)
    {
        var budget = request.BudgetPath is { } limits ? Budget.Read(limits) : null;
        using var folder = new OutputFolder(request.OutputPath);
        progress.Report("reading " + request.ModelPath);
        var model = OnnxModel.Load(request.ModelPath);
        var graph = OnnxImporter.Import(model);
        if (request.Name is { } name)
        {
            if (EntityName.From(name) != name)
                throw new FastAIException(ExitCode.Usage, $"--name: '{name}' is no name for an entity; '{EntityName.From(name)}' would do");
            graph = graph with { Name = name };
        }
        request.Stream?.Require(graph);
        var precision = ReadPrecision(request.Precision);
        graph = GraphPasses.Run(graph, precision is null ? null : precision.States);
        CalibrationData? calibration = null;
        if (request.CalibrationPath is { } path)
        {
            progress.Report("reading " + path);
            var missing = FixedPointCompiler.Missing(graph, precision);
            calibration = ModelData.Calibration(
                path,
                [
                    .. graph.Inputs.Select(
                        (i, position) =>
                            new EventInput(graph.Nodes[i].Name, graph.Nodes[i].Shape.Extents)
                            {
                                TimeAxis =
                                    request.Stream is { } time && !time.IsFed(graph.Nodes[i].Name)
                                        ? time.AxisOf(graph.Nodes[i].Name, graph.Nodes[i].Shape.Rank)
                                        : null,
                                Missing = missing[position],
                            }
                    ),
                ]
            );
        }
        progress.Report("choosing formats");
        var quantization = FixedPointCompiler.Quantize(graph, request.Quantization, precision, calibration);
        if (request.Stream is { } options)
            quantization = quantization with { Graph = quantization.Graph with { Stream = options.For(quantization.Graph) } };
        request = request with { Hardware = request.Hardware with { TableMemories = quantization.TableMemories } };
        var hardware = HardwareCompiler.Compile(quantization.Graph, request.Hardware, progress);
        if (request.Stream is { } rate)
            StreamArguments.RequireClock(hardware.Pipeline.ClockMHz, request.Hardware.Interleave, rate.SampleRateMHz);
        var report = BuildReportFactory.Create(quantization, hardware, request.Hardware, request.Stream);
        if (budget is not null)
            RequireBudget(budget, report);
        progress.Report("computing golden vectors");
        var golden = request.Stream is null
            ? Golden.Vectors(quantization.Graph, calibration)
            : StreamGolden.Vectors(quantization.Graph, request.Hardware.Interleave, calibration);
        progress.Report("writing firmware");
        using (var stream = new MemoryStream())
        {
            FaiFile.Save(quantization.Graph, stream);
            folder.Write(CompiledModel.ModelFile, stream.ToArray());
        }
        foreach (var file in FirmwareEmitter.Emit(hardware, golden, request.Emission))
            folder.Write(file.Path, file.Content);
        folder.Write(CompiledModel.ReferenceFile, model.WithOutputs(Intermediates(model, quantization.Graph)).ToBytes());
        folder.Write(CompiledModel.ReportFile, report.ToJson());
        folder.Write("report.html", ReportPage.Render(new ReportContent(report, quantization.Graph)));
        folder.Write("manifest.json", Json.Text(CreateManifest(request, model, graph.Name, folder.Hashes)));
        folder.Commit();
        return report;
    }

    /// <summary>Refuses a design that misses a limit on what the compiler itself states; the other
    /// limits are for <c>fastai check</c>.</summary>
    private static void RequireBudget(Budget budget, BuildReport build)
    {
        var missed = BudgetCheck.Run(budget, new BudgetFigures().Add(build), BudgetSource.Build).Where(r => !r.Passed).ToList();
        if (missed.Count > 0)
            throw new FastAIException(
                ExitCode.BudgetMissed,
                $"{budget.Path}: {string.Join("; ", missed.Select(BudgetCheck.Failure))}; nothing was written"
            );
    }

    private static PrecisionFile? ReadPrecision(string? text) =>
        text is null ? null
        : PrecisionFile.IsFormat(text) || text.Contains('<', StringComparison.Ordinal) ? PrecisionFile.Global(text)
        : PrecisionFile.Read(text);

    /// <summary>Tensors of the ONNX model that the compiled model has under the same name, without inputs and outputs.</summary>
    private static IEnumerable<string> Intermediates(OnnxModel model, FixedGraph graph)
    {
        var known = model.TensorNames.ToHashSet(StringComparer.Ordinal);
        known.ExceptWith(model.InputNames);
        known.ExceptWith(model.OutputNames);
        return graph.Nodes.Select(n => n.Name).Where(known.Contains);
    }

    private static Manifest CreateManifest(
        CompileRequest request,
        OnnxModel model,
        string entity,
        ImmutableSortedDictionary<string, string> outputs
    )
    {
        var inputs = ImmutableSortedDictionary.CreateBuilder<string, string>(StringComparer.Ordinal);
        inputs.Add("model", Manifest.Hash(model.ToBytes()));
        if (request.CalibrationPath is { } data)
            inputs.Add("calibration", Manifest.HashFile(data));
        if (request.Precision is { } precision && !PrecisionFile.IsFormat(precision))
            inputs.Add("precision", Manifest.HashFile(precision));
        if (request.Emission.TemplatesFolder is { } templates)
        {
            foreach (string file in Directory.EnumerateFiles(templates, "*", SearchOption.AllDirectories))
                inputs.Add(
                    "template " + Path.GetRelativePath(templates, file).Replace(Path.DirectorySeparatorChar, '/'),
                    Manifest.HashFile(file)
                );
        }
        var options = ImmutableSortedDictionary.CreateBuilder<string, string>(StringComparer.Ordinal);
        Describe(options, request.Quantization);
        Describe(options, request.Hardware);
        if (request.Stream is { } stream)
            options.Add("stream", stream.ToString());
        options.Add("entity", entity);
        options.Add("targets", request.Emission.Targets.ToString());
        if (request.Precision is { } format && PrecisionFile.IsFormat(format))
            options.Add("precision", format);
        string version = typeof(Compilation).Assembly.GetName().Version?.ToString(3) ?? "";
        return new Manifest("fastai " + version, options.ToImmutable(), inputs.ToImmutable(), outputs);
    }

    /// <summary>Every public property of an option record, so that a new option cannot be forgotten.</summary>
    private static void Describe<T>(ImmutableSortedDictionary<string, string>.Builder options, T record)
        where T : notnull
    {
        foreach (var property in typeof(T).GetProperties(BindingFlags.Public | BindingFlags.Instance))
            if (property.CanWrite)
                options.Add(property.Name, Convert.ToString(property.GetValue(record), CultureInfo.InvariantCulture) ?? "");
    }
}
