using System.Globalization;
using FastAI.Compiler.Onnx.Proto;
using FastAI.Model;
using Google.Protobuf;

namespace FastAI.Compiler.Onnx;

/// <summary>
/// Reads tensor data that stands in other files, so that the model is complete in memory. A model may name files of its own folder and
/// the folders below it, and nothing else: neither by an absolute path, nor by "..", nor through a symbolic link.
/// </summary>
internal static class ExternalData
{
    /// <summary>Replaces all external data of a model by raw data.</summary>
    /// <param name="model">The model as parsed.</param>
    /// <param name="folder">Folder of the model file; null for a model without one.</param>
    public static void Embed(ModelProto model, string? folder) => Embed(model.Graph, folder);

    private static void Embed(GraphProto graph, string? folder)
    {
        foreach (var tensor in graph.Initializer)
            Embed(tensor, folder);
        foreach (var node in graph.Node)
        foreach (var attribute in node.Attribute)
        {
            if (attribute.T is { } tensor)
                Embed(tensor, folder);
            if (attribute.G is { } inner)
                Embed(inner, folder);
        }
    }

    private static void Embed(TensorProto tensor, string? folder)
    {
        if (tensor.DataLocation != TensorProto.Types.DataLocation.External)
            return;
        try
        {
            tensor.RawData = Read(tensor, folder);
        }
        catch (FastAIException e)
        {
            throw new FastAIException(e.Code, $"external data of the tensor '{tensor.Name}': {e.Message}", e);
        }
        tensor.DataLocation = TensorProto.Types.DataLocation.Default;
        tensor.ExternalData.Clear();
    }

    private static ByteString Read(TensorProto tensor, string? folder)
    {
        string location = Entry(tensor, "location") ?? throw FastAIException.BadInput("it names no file (location)");
        if (folder is null)
            throw FastAIException.BadInput($"'{location}' cannot be found, because the model is not a file");
        TensorReader.KindOf(tensor.DataType);
        long expected = TensorReader.BytesOf(tensor.DataType, TensorReader.LayoutOf(tensor).Count);
        long offset = Number(tensor, "offset") ?? 0;
        using var file = Open(folder, location);
        long available = file.Length;
        long length = Number(tensor, "length") ?? Math.Max(0, available - offset);
        if (length != expected)
            throw FastAIException.BadInput($"'{location}' gives it {length} bytes; its shape needs {expected}");
        if (offset > available || length > available - offset)
            throw FastAIException.BadInput(
                $"bytes {offset} to {(decimal)offset + length} are beyond the {available} bytes of '{location}'"
            );
        file.Position = offset;
        var bytes = new byte[length];
        file.ReadExactly(bytes);
        return UnsafeByteOperations.UnsafeWrap(bytes);
    }

    private static FileStream Open(string folder, string location)
    {
        string[] parts = location.Split('/');
        if (
            Path.IsPathRooted(location)
            || location.Contains('\\')
            || location.Contains(':')
            || location.Contains('\0')
            || parts.Any(part => part is ".." or "")
        )
            throw FastAIException.BadInput($"'{location}' is not a plain path below the model's folder");
        string path = folder;
        foreach (string part in parts)
        {
            path = Path.Combine(path, part);
            if (new FileInfo(path).LinkTarget is not null)
                throw FastAIException.BadInput($"'{location}' leads through a symbolic link");
        }
        try
        {
            return new FileStream(path, FileMode.Open, FileAccess.Read);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw FastAIException.BadInput($"'{location}' cannot be read", e);
        }
    }

    private static string? Entry(TensorProto tensor, string key) => tensor.ExternalData.LastOrDefault(entry => entry.Key == key)?.Value;

    private static long? Number(TensorProto tensor, string key)
    {
        if (Entry(tensor, key) is not { } text)
            return null;
        return long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out long value)
            ? value
            : throw FastAIException.BadInput($"its {key} '{text}' is not a number");
    }
}
