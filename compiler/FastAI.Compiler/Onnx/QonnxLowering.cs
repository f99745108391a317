using System.Globalization;
using FastAI.Compiler.Onnx.Proto;
using FastAI.Compiler.Onnx.Values;
using FastAI.Model;

namespace FastAI.Compiler.Onnx;

/// <summary>
/// Writes the quantisers of QONNX (Quant, BipolarQuant; A. Pappalardo et al., "QONNX: Representing Arbitrary-Precision Quantized Neural
/// Networks", 2022), as Brevitas, QKeras and HAWQ export them, in operators of ONNX itself, so that ONNX Runtime runs the same model:
/// Quant is (clip(round(x / scale + zero)) - zero) * scale. The last operator has the node's name and makes its tensor.
/// </summary>
internal static class QonnxLowering
{
    private const int RoundOpset = 11;
    private const int MaxBits = 32;

    private static readonly HashSet<string> Domains = ["qonnx.custom_op.general", "finn.custom_op.general", "onnx.brevitas"];

    /// <summary>Rewrites a model in place.</summary>
    /// <exception cref="FastAIException">A quantiser depends on the event, or has no meaning in fixed point; the message names it.</exception>
    public static void Apply(ModelProto model)
    {
        if (!model.Graph.Node.Any(IsQuantizer))
            return;
        long opset = model.OpsetImport.LastOrDefault(set => set.Domain is "" or "ai.onnx")?.Version ?? 0;
        var constants = Constants(model.Graph);
        NodeProto[] nodes = [.. model.Graph.Node];
        model.Graph.Node.Clear();
        foreach (var node in nodes)
        {
            if (!IsQuantizer(node))
            {
                model.Graph.Node.Add(node);
                continue;
            }
            try
            {
                if (opset < RoundOpset)
                    throw FastAIException.Unsupported($"it needs operator set {RoundOpset} or later of ONNX; the model states {opset}");
                if (node.Output.Count != 1 || node.Input.Count < 2)
                    throw FastAIException.BadInput($"it has {node.Input.Count} inputs and {node.Output.Count} outputs");
                var writer = new Writer(model.Graph, node);
                if (node.OpType == "BipolarQuant")
                    Bipolar(writer, node);
                else
                    Quant(writer, node, constants);
            }
            catch (FastAIException e)
            {
                throw new FastAIException(e.Code, $"{NodeText.Of(node)}: {e.Message}", e);
            }
        }
        bool left = model.Graph.Node.Any(node => Domains.Contains(node.Domain));
        if (!left)
            foreach (var set in model.OpsetImport.Where(set => Domains.Contains(set.Domain)).ToArray())
                model.OpsetImport.Remove(set);
    }

    private static bool IsQuantizer(NodeProto node) =>
        Domains.Contains(node.Domain) && node.OpType is "Quant" or "IntQuant" or "BipolarQuant";

    private static void Quant(Writer writer, NodeProto node, Dictionary<string, Constant> constants)
    {
        if (node.Input.Count != 4)
            throw FastAIException.BadInput($"it has {node.Input.Count} inputs instead of x, scale, zero point and bit width");
        double bits = Single(constants, node.Input[3], "bit width");
        if (bits != Math.Floor(bits) || bits is < 1 or > MaxBits)
            throw FastAIException.Unsupported(
                $"its bit width is {bits.ToString(CultureInfo.InvariantCulture)}; whole numbers from 1 to {MaxBits} are supported"
            );
        bool signed = Flag(node, "signed", 1),
            narrow = Flag(node, "narrow", 0);
        double half = Math.ScaleB(1, (int)bits - 1);
        var (low, high) = signed ? (narrow ? 1 - half : -half, half - 1) : (0, 2 * half - (narrow ? 2 : 1));
        if (low > high || low == high)
            throw FastAIException.BadInput("its bit width leaves one value only");
        string mode = node.Attribute.FirstOrDefault(a => a.Name == "rounding_mode")?.S.ToStringUtf8().ToUpperInvariant() ?? "ROUND";
        string round = mode switch
        {
            "ROUND" or "HALF_EVEN" => "Round",
            "FLOOR" => "Floor",
            "CEIL" => "Ceil",
            _ => throw FastAIException.Unsupported($"its rounding_mode '{mode}' is not supported; train with ROUND, FLOOR or CEIL"),
        };
        bool shifted = !constants.TryGetValue(node.Input[2], out var zero) || zero.Numbers().Any(z => z != 0);
        string at = writer.Add("Div", "divided", node.Input[0], node.Input[1]);
        if (shifted)
            at = writer.Add("Add", "shifted", at, node.Input[2]);
        at = writer.Add("Clip", "limited", writer.Add(round, "rounded", at), writer.Scalar("low", low), writer.Scalar("high", high));
        if (shifted)
            at = writer.Add("Sub", "centred", at, node.Input[2]);
        writer.Last("Mul", at, node.Input[1]);
    }

    private static void Bipolar(Writer writer, NodeProto node)
    {
        string negative = writer.Add("Less", "negative", node.Input[0], writer.Scalar("zero", 0));
        string sign = writer.Add("Where", "sign", negative, writer.Scalar("minus", -1), writer.Scalar("plus", 1));
        writer.Last("Mul", sign, node.Input[1]);
    }

    private static bool Flag(NodeProto node, string name, long absent) =>
        (node.Attribute.FirstOrDefault(a => a.Name == name)?.I ?? absent) != 0;

    private static double Single(Dictionary<string, Constant> constants, string name, string meaning)
    {
        if (!constants.TryGetValue(name, out var constant))
            throw FastAIException.Unsupported($"its {meaning} depends on the event; it must be a constant of the model");
        return constant.Layout.Count == 1
            ? constant.Numbers()[0]
            : throw FastAIException.Unsupported($"its {meaning} is not one number but {constant.Layout.Count}");
    }

    private static Dictionary<string, Constant> Constants(GraphProto graph)
    {
        var wanted = graph.Node.Where(IsQuantizer).SelectMany(node => node.Input.Skip(2)).ToHashSet(StringComparer.Ordinal);
        var constants = new Dictionary<string, Constant>(StringComparer.Ordinal);
        foreach (var tensor in graph.Initializer)
            if (wanted.Contains(tensor.Name))
                constants[tensor.Name] = TensorReader.Read(tensor, tensor.Name);
        foreach (var node in graph.Node)
            if (node is { OpType: "Constant", Domain: "" or "ai.onnx", Output: [var name] } && wanted.Contains(name))
                if (node.Attribute.FirstOrDefault(a => a.Name == "value")?.T is { } tensor)
                    constants[name] = TensorReader.Read(tensor, name);
                else if (node.Attribute.FirstOrDefault(a => a.Name == "value_float") is { } number)
                    constants[name] = Values.Constants.Scalar(number.F);
        return constants;
    }

    /// <summary>Appends operators in the place of a node; tensors between them have its result's name and a part.</summary>
    private sealed class Writer(GraphProto graph, NodeProto node)
    {
        private readonly string result = node.Output[0];

        public string Add(string type, string part, params ReadOnlySpan<string> inputs)
        {
            string name = result + "/" + part;
            graph.Node.Add(
                new NodeProto
                {
                    OpType = type,
                    Name = node.Name.Length == 0 ? "" : node.Name + "/" + part,
                    Input = { inputs.ToArray() },
                    Output = { name },
                }
            );
            return name;
        }

        public void Last(string type, params ReadOnlySpan<string> inputs) =>
            graph.Node.Add(
                new NodeProto
                {
                    OpType = type,
                    Name = node.Name,
                    Input = { inputs.ToArray() },
                    Output = { result },
                }
            );

        public string Scalar(string part, double value)
        {
            string name = result + "/" + part;
            graph.Initializer.Add(
                new TensorProto
                {
                    Name = name,
                    DataType = 1,
                    FloatData = { (float)value },
                }
            );
            return name;
        }
    }
}
