namespace Microsoft.ML.OnnxRuntime.Native;

/// <summary>The inputs, or the outputs, that a session declares: their names in model order, as texts and as native names, and their
/// types.</summary>
internal sealed unsafe class SessionSide
{
    private readonly string kind;
    private readonly Dictionary<string, Utf8Name> natives = [];

    private SessionSide(string kind, nint session, OrtApiSlot count, OrtApiSlot name, OrtApiSlot type)
    {
        this.kind = kind;
        var names = new string[OrtApi.GetCount(count, session)];
        var metadata = new Dictionary<string, NodeMetadata>(names.Length);
        for (var index = 0; index < names.Length; index++)
        {
            names[index] = ReadName(name, session, index);
            nint typeInfo;
            OrtApi.Check(((delegate* unmanaged<nint, nuint, nint*, nint>)OrtApi.Function(type))(session, (nuint)index, &typeInfo));
            using var owned = new OrtHandle(typeInfo, OrtApiSlot.ReleaseTypeInfo);
            metadata.Add(names[index], new NodeMetadata(typeInfo));
            natives.Add(names[index], new Utf8Name(names[index]));
        }
        Names = names;
        Metadata = metadata;
    }

    internal IReadOnlyList<string> Names { get; }

    internal IReadOnlyDictionary<string, NodeMetadata> Metadata { get; }

    internal static SessionSide Inputs(nint session) =>
        new("input", session, OrtApiSlot.SessionGetInputCount, OrtApiSlot.SessionGetInputName, OrtApiSlot.SessionGetInputTypeInfo);

    internal static SessionSide Outputs(nint session) =>
        new("output", session, OrtApiSlot.SessionGetOutputCount, OrtApiSlot.SessionGetOutputName, OrtApiSlot.SessionGetOutputTypeInfo);

    /// <summary>Writes the addresses of the native names, which live as long as this object.</summary>
    internal void Resolve(IReadOnlyCollection<string> names, Span<nint> pointers)
    {
        var index = 0;
        foreach (var name in names)
        {
            pointers[index++] = natives.TryGetValue(name, out var native)
                ? (nint)native.Pointer
                : throw new OnnxRuntimeException(ErrorCode.InvalidArgument, $"The model has no {kind} \"{name}\"; it has " +
                    $"{string.Join(", ", Names)}.");
        }
    }

    private static string ReadName(OrtApiSlot slot, nint session, int index)
    {
        byte* text;
        OrtApi.Check(((delegate* unmanaged<nint, nuint, nint, byte**, nint>)OrtApi.Function(slot))(session, (nuint)index, OrtAllocator.DefaultInstance.Pointer, &text));
        var name = OrtApi.Text(text);
        OrtAllocator.DefaultInstance.Free(text);
        return name;
    }
}
