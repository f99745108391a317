using System.CommandLine;
using System.Globalization;
using FastAI.Compiler.Graph;
using FastAI.Compiler.Onnx;
using FastAI.Model.Build;
using FastAI.Model.FixedGraph;
using FastAI.Model.Streaming;
using FastAI.Runtime.Recording;

namespace FastAI.Cli.Commands;

/// <summary><c>fastai inspect</c>: what is in a model, an output folder or a recording.</summary>
internal static class InspectCommand
{
    public static Command Create()
    {
        var path = new Argument<string>("FILE")
        {
            Description =
                "MODEL.onnx, an output folder of 'fastai compile', a model.fai, or a recording (- for standard input, tcp://127.0.0.1:PORT)",
        };
        var json = Shared.Json();
        var arguments = new RecordingArguments(OnError.Skip);
        var command = new Command("inspect", "Show what is in a model, an output folder or a recording.")
        {
            path,
            json,
            arguments.OnError,
            arguments.Format,
            arguments.Tick,
        };
        command.SetAction(
            async (parsed, stop) =>
            {
                string what = parsed.GetValue(path)!;
                if (!IsModel(what))
                {
                    await InspectRecordingAsync(what, arguments.Read(parsed), parsed.GetValue(json), stop);
                    return 0;
                }
                var content =
                    Directory.Exists(what) || what.EndsWith(".fai", StringComparison.OrdinalIgnoreCase)
                        ? OfCompiled(what)
                        : OfModel(OnnxModel.Load(what));
                string? target = parsed.GetValue(json);
                if (!JsonOutput.TakesStandardOutput(target))
                    Print(content);
                JsonOutput.Write(target, content);
                return 0;
            }
        );
        return command;
    }

    private static bool IsModel(string path) => Directory.Exists(path) || Path.GetExtension(path).ToLowerInvariant() is ".onnx" or ".fai";

    private static async Task InspectRecordingAsync(string source, RecordingOptions options, string? target, CancellationToken stop)
    {
        var content = await RecordingInspection.RunAsync(source, options, stop);
        if (!JsonOutput.TakesStandardOutput(target))
            RecordingSummary.Write(Console.Out, content);
        JsonOutput.Write(target, content);
    }

    private static ModelContent OfModel(OnnxModel model)
    {
        var graph = OnnxImporter.Import(model);
        return new ModelContent(
            graph.Name,
            string.Create(
                CultureInfo.InvariantCulture,
                $"ONNX, opset {model.Opset}, written by {(model.Producer.Length > 0 ? model.Producer : "an unnamed tool")}"
            ),
            [
                .. graph.Nodes.Select(n => new NodeContent(
                    n.Name,
                    n.Origin.Operator,
                    [.. n.Shape.Extents],
                    "float",
                    Parameters(n),
                    Multiplications(n)
                )),
            ]
        );
    }

    private static ModelContent OfCompiled(string path)
    {
        var graph = Directory.Exists(path) ? CompiledModel.Open(path).Graph : FastAI.Model.Serialization.FaiFile.Load(path);
        string kind = "compiled by fastai";
        var time = graph.Stream;
        if (time is not null)
        {
            // What one tick computes, without the moving of data between lines, says more than the windows that it is the same as.
            var stream = StreamTransform.Of(graph);
            long bits = Enumerable
                .Range(0, stream.States.Length)
                .Select(s => stream.Step.Nodes[stream.StateNode(s)].Type)
                .Sum(t => Enumerable.Range(0, t.Count).Sum(i => (long)t[i].Format.Width));
            kind += string.Create(
                CultureInfo.InvariantCulture,
                $" for streams: windows of {time.Ticks} ticks, first result after {stream.WarmUp} ticks, {bits} bits of state a channel; one tick:"
            );
            graph = stream.Step;
        }
        return new ModelContent(
            graph.Name,
            kind,
            [
                .. graph
                    .Nodes.Where(n => time is null || n is not GatherNode)
                    .Select(n => new NodeContent(
                        n.Name,
                        n.GetType().Name.Replace("Node", "", StringComparison.Ordinal),
                        [.. n.Type.Shape.Extents],
                        Formats(n.Type)
                            + (n is InputNode { Missing: { } missing } ? $", missing: {string.Join(", ", missing.Stored)}" : ""),
                        Parameters(n),
                        Multiplications(n)
                    )),
            ]
        );
    }

    private static string Formats(TensorType type)
    {
        var formats = type.Elements.Stored.Select(e => e.Format).Distinct().ToArray();
        return formats.Length == 1
            ? formats[0].ToString()
            : string.Create(
                CultureInfo.InvariantCulture,
                $"{formats.Length} formats, {formats.Min(f => f.Width)} to {formats.Max(f => f.Width)} bits"
            );
    }

    private static long Parameters(GraphNode node) =>
        node switch
        {
            GraphLinear l => l.Blocks.Sum(b => (long)b.Weights.Length + b.Bias.Length),
            GraphTreeEnsemble t => t.Structure.Nodes + t.Structure.Values + t.Base.Length,
            _ => 0,
        };

    private static long Parameters(FixedNode node) =>
        node switch
        {
            AffineNode a => a.Blocks.Sum(b => (long)b.Weights.Length + b.Bias.Length),
            TreeEnsembleNode t => t.Ensemble.Structure.Nodes + t.Ensemble.Structure.Values + t.Ensemble.Targets,
            _ => 0,
        };

    private static long Multiplications(GraphNode node) =>
        node switch
        {
            GraphLinear l => l.Blocks.Sum(b => (long)b.Positions * b.Weights.Count(w => w != 0)),
            GraphBinary { Operation: BinaryOperation.Multiply } b => b.Shape.Count,
            _ => 0,
        };

    private static long Multiplications(FixedNode node) =>
        node switch
        {
            AffineNode a => a.Blocks.Sum(b => (long)b.Positions * b.Weights.Count(w => w != 0)),
            BinaryNode { Operation: BinaryOperation.Multiply } b => b.Type.Count,
            _ => 0,
        };

    private static void Print(ModelContent content)
    {
        Console.Out.WriteLine($"{content.Name}: {content.Kind}");
        int name = Math.Max(6, content.Nodes.Max(n => n.Name.Length)),
            kind = Math.Max(9, content.Nodes.Max(n => n.Kind.Length)),
            shape = Math.Max(5, content.Nodes.Max(n => n.ShapeText.Length));
        Console.Out.WriteLine(
            $"  {"tensor".PadRight(name)}  {"operation".PadRight(kind)}  {"shape".PadRight(shape)}  {"parameters", 10}  {"products", 10}  type"
        );
        foreach (var node in content.Nodes)
            Console.Out.WriteLine(
                string.Create(
                    CultureInfo.InvariantCulture,
                    $"  {node.Name.PadRight(name)}  {node.Kind.PadRight(kind)}  {node.ShapeText.PadRight(shape)}  {node.Parameters, 10}  {node.Products, 10}  {node.Type}"
                )
            );
        Console.Out.WriteLine(
            string.Create(
                CultureInfo.InvariantCulture,
                $"  {content.Nodes.Sum(n => n.Parameters)} parameters, {content.Nodes.Sum(n => n.Products)} products with non-zero weights an event"
            )
        );
    }
}
