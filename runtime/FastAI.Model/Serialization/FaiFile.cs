using System.Security.Cryptography;
using FastAI.Model.Serialization.Proto;
using Google.Protobuf;

namespace FastAI.Model.Serialization;

/// <summary>
/// The compiled model on disk (<c>model.fai</c>): protobuf, versioned, with a digest of its content. The same graph gives the same bytes.
/// Types of exact results are not stored but derived again by <see cref="FixedGraph.Typing"/>, so that a file
/// cannot claim an interval that does not hold.
/// </summary>
public static class FaiFile
{
    /// <summary>The version of the format that this library writes and reads.</summary>
    public const int Version = 1;

    /// <summary>The largest file that is read.</summary>
    public const int MaxBytes = 1 << 30;

    private const string Format = "FastAI";

    /// <summary>Writes the graph; the stream stays open.</summary>
    public static void Save(FixedGraph.FixedGraph graph, Stream stream)
    {
        byte[] model = GraphWriter.Write(graph).ToByteArray();
        new ModelFile
        {
            Format = Format,
            Version = Version,
            Sha256 = UnsafeByteOperations.UnsafeWrap(SHA256.HashData(model)),
            Model = UnsafeByteOperations.UnsafeWrap(model),
        }.WriteTo(stream);
    }

    /// <inheritdoc cref="Save(FixedGraph.FixedGraph, Stream)"/>
    public static void Save(FixedGraph.FixedGraph graph, string path)
    {
        using var stream = File.Create(path);
        Save(graph, stream);
    }

    /// <exception cref="FastAIException">The file cannot be read, is not a model or contradicts itself.</exception>
    public static FixedGraph.FixedGraph Load(string path)
    {
        try
        {
            using var stream = File.OpenRead(path);
            return Load(stream, path);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw FastAIException.BadInput($"{path}: {e.Message}", e);
        }
    }

    /// <param name="stream">Read to its end; stays open.</param>
    /// <param name="source">What messages call the stream, usually its path.</param>
    /// <inheritdoc cref="Load(string)"/>
    public static FixedGraph.FixedGraph Load(Stream stream, string source)
    {
        try
        {
            return GraphReader.Read(Content(stream));
        }
        catch (InvalidProtocolBufferException e)
        {
            throw FastAIException.BadInput($"{source}: damaged or not a compiled model ({e.Message})", e);
        }
        catch (FastAIException e)
        {
            throw FastAIException.BadInput($"{source}: {e.Message}", e);
        }
    }

    private static Proto.Model Content(Stream stream)
    {
        var input = CodedInputStream.CreateWithLimits(stream, MaxBytes, 16);
        var file = new ModelFile();
        file.MergeFrom(input);
        if (file.Format != Format)
            throw FastAIException.BadInput("not a compiled model: it does not begin as a .fai file does");
        if (file.Version != Version)
            throw FastAIException.BadInput(
                $"written in version {file.Version} of the format; this program reads version {Version}: compile the model again"
            );
        if (!SHA256.HashData(file.Model.Span).AsSpan().SequenceEqual(file.Sha256.Span))
            throw FastAIException.BadInput("damaged: its content does not have the digest that it states");
        return Proto.Model.Parser.ParseFrom(file.Model);
    }
}
