using FastAI.Compiler.Onnx.Proto;
using FastAI.Model;
using Google.Protobuf;

namespace FastAI.Compiler.Onnx;

/// <summary>An ONNX model as it was read: complete in memory, external data included.</summary>
public sealed class OnnxModel
{
    /// <summary>Largest model file that is read.</summary>
    public const long MaxBytes = 1L << 30;

    private const int MaxDepth = 64;

    private OnnxModel(ModelProto proto, string source, string name) => (Proto, Source, Name) = (proto, source, name);

    /// <summary>The file that it came from, for messages.</summary>
    public string Source { get; }

    /// <summary>Name of the model in lower snake case: the file's; the graph's when the file is just called model.onnx.</summary>
    public string Name { get; }

    /// <summary>Names of the inputs (without those that have an initializer) in model order.</summary>
    public IReadOnlyList<string> InputNames
    {
        get
        {
            var known = Proto.Graph.Initializer.Select(tensor => tensor.Name).ToHashSet(StringComparer.Ordinal);
            return [.. Proto.Graph.Input.Select(input => input.Name).Where(name => !known.Contains(name))];
        }
    }

    /// <summary>Names of the outputs in model order.</summary>
    public IReadOnlyList<string> OutputNames => [.. Proto.Graph.Output.Select(output => output.Name)];

    /// <summary>The program that wrote the model, as it calls itself.</summary>
    public string Producer => (Proto.ProducerName + " " + Proto.ProducerVersion).Trim();

    /// <summary>Version of ONNX's own operator set; 0 when the model does not use it.</summary>
    public long Opset => Proto.OpsetImport.LastOrDefault(set => set.Domain is "" or "ai.onnx")?.Version ?? 0;

    internal ModelProto Proto { get; }

    /// <summary>Reads a model and its external data.</summary>
    /// <exception cref="FastAIException">It cannot be read, is not a model, or names data outside its folder.</exception>
    public static OnnxModel Load(string path)
    {
        byte[] bytes;
        try
        {
            long length = new FileInfo(path).Length;
            if (length > MaxBytes)
                throw FastAIException.BadInput(
                    $"{Path.GetFileName(path)}: {length} bytes are too many for a model; at most {MaxBytes} are read"
                );
            bytes = File.ReadAllBytes(path);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw FastAIException.BadInput($"{path}: cannot be read: {e.Message}", e);
        }
        return Parse(bytes, path, Path.GetDirectoryName(Path.GetFullPath(path)));
    }

    /// <summary>Reads a model from memory.</summary>
    /// <param name="bytes">The content of an .onnx file.</param>
    /// <param name="source">What to call it in messages; its stem names the model.</param>
    /// <param name="folder">Where external data may lie; null for nowhere.</param>
    public static OnnxModel Parse(ReadOnlyMemory<byte> bytes, string source = "model.onnx", string? folder = null)
    {
        string file = Path.GetFileName(source);
        if (bytes.IsEmpty)
            throw FastAIException.BadInput($"{file}: the file is empty");
        ModelProto proto;
        try
        {
            using var input = CodedInputStream.CreateWithLimits(
                new MemoryStream(bytes.ToArray(), writable: false),
                (int)MaxBytes,
                MaxDepth
            );
            proto = ModelProto.Parser.ParseFrom(input);
        }
        catch (InvalidProtocolBufferException e)
        {
            throw FastAIException.BadInput($"{file}: not an ONNX model, or truncated: {e.Message}", e);
        }
        if (proto.Graph is null)
            throw FastAIException.BadInput($"{file}: not an ONNX model: it has no graph");
        string stem = Path.GetFileNameWithoutExtension(file);
        var model = new OnnxModel(proto, file, EntityName.From(stem == "model" && proto.Graph.Name.Length > 0 ? proto.Graph.Name : stem));
        try
        {
            ExternalData.Embed(proto, folder);
            FunctionInlining.Apply(proto);
            BranchSelection.Apply(model);
            QonnxLowering.Apply(proto);
        }
        catch (FastAIException e)
        {
            throw new FastAIException(e.Code, $"{file}: {e.Message}", e);
        }
        return model;
    }

    /// <summary>Names of all tensors that nodes make.</summary>
    public IEnumerable<string> TensorNames => Proto.Graph.Node.SelectMany(node => node.Output).Where(name => name.Length > 0);

    /// <summary>The model as one file, without external data.</summary>
    public byte[] ToBytes() => Proto.ToByteArray();

    /// <summary>
    /// The same model with the named intermediate tensors as further outputs (after its own; those that it has already are not
    /// repeated).
    /// </summary>
    /// <exception cref="FastAIException">No node of the model makes a tensor of that name.</exception>
    public OnnxModel WithOutputs(IEnumerable<string> names)
    {
        var copy = Proto.Clone();
        var present = OutputNames.ToHashSet(StringComparer.Ordinal);
        var made = Proto.Graph.Node.SelectMany(node => node.Output).ToHashSet(StringComparer.Ordinal);
        foreach (string name in names)
        {
            if (!present.Add(name))
                continue;
            if (!made.Contains(name))
                throw FastAIException.BadInput($"{Source}: no node makes the tensor '{name}'");
            var known = Proto.Graph.ValueInfo.FirstOrDefault(value => value.Name == name);
            copy.Graph.Output.Add(known?.Clone() ?? new ValueInfoProto { Name = name });
        }
        return new OnnxModel(copy, Source, Name);
    }
}
