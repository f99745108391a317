using System.Buffers.Binary;
using System.Text;

namespace FastAI.Runtime.Data;

/// <summary>The header of a <c>.npy</c> array: NumPy's format 1.0, 2.0 and 3.0 (NEP 1 and numpy.lib.format).</summary>
/// <param name="Kind">Element type.</param>
/// <param name="BigEndian">Whether elements have their most significant byte first.</param>
/// <param name="FortranOrder">Whether the first index varies fastest.</param>
/// <param name="Shape">All dimensions, the event axis first.</param>
/// <param name="DataOffset">Where the elements start.</param>
internal sealed record NpyHeader(ElementKind Kind, bool BigEndian, bool FortranOrder, IReadOnlyList<long> Shape, int DataOffset)
{
    private const int MaxHeaderLength = 1 << 20;

    internal static ReadOnlySpan<byte> Magic => [0x93, (byte)'N', (byte)'U', (byte)'M', (byte)'P', (byte)'Y'];

    /// <param name="where">How messages name the array: the file, or the file and the entry in it.</param>
    internal static NpyHeader Read(string where, ByteSource source)
    {
        Span<byte> preamble = stackalloc byte[12];
        if (source.Length < preamble.Length)
        {
            throw DataError.In(where, $"is truncated: {source.Length} bytes are too few for the header of a NumPy array.");
        }
        source.Read(0, preamble);
        if (!preamble.StartsWith(Magic))
        {
            throw DataError.In(where, "is not a NumPy array: it does not start with \\x93NUMPY.");
        }
        var version = preamble[6];
        if (version is < 1 or > 3 || preamble[7] != 0)
        {
            throw DataError.In(where, $"has NumPy format version {version}.{preamble[7]}; versions 1.0 to 3.0 are known.");
        }
        var textOffset = version == 1 ? 10 : 12;
        var length =
            version == 1 ? BinaryPrimitives.ReadUInt16LittleEndian(preamble[8..]) : BinaryPrimitives.ReadUInt32LittleEndian(preamble[8..]);
        if (length > MaxHeaderLength || length > source.Length - textOffset)
        {
            throw DataError.In(
                where,
                $"is truncated or damaged: its header claims {length} bytes, {source.Length - textOffset} are " + $"there."
            );
        }
        var text = new byte[(int)length];
        source.Read(textOffset, text);
        return Parse(where, Encoding.Latin1.GetString(text), textOffset + text.Length);
    }

    private static NpyHeader Parse(string where, string text, int dataOffset)
    {
        var fields = new NpyHeaderText(where, text).ReadFields();
        var (kind, bigEndian) = ReadType(where, fields.Type);
        return new NpyHeader(kind, bigEndian, fields.FortranOrder, fields.Shape, dataOffset);
    }

    private static (ElementKind Kind, bool BigEndian) ReadType(string where, string type)
    {
        var order = type.Length > 0 && type[0] is '<' or '>' or '|' or '=' ? type[0] : '=';
        var code = type.TrimStart('<', '>', '|', '=');
        var kind = code switch
        {
            "b1" or "?" => ElementKind.Bool,
            "i1" => ElementKind.Int8,
            "u1" => ElementKind.UInt8,
            "i2" => ElementKind.Int16,
            "u2" => ElementKind.UInt16,
            "i4" => ElementKind.Int32,
            "u4" => ElementKind.UInt32,
            "i8" => ElementKind.Int64,
            "u8" => ElementKind.UInt64,
            "f2" => ElementKind.Float16,
            "f4" => ElementKind.Float32,
            "f8" => ElementKind.Float64,
            _ => throw DataError.In(
                where,
                $"has elements of type '{type}'{Explain(code)}; needed are booleans, integers or floats of "
                    + $"at most 64 bits. Convert it with astype(\"float64\")."
            ),
        };
        return (kind, order == '>' || (order == '=' && !BitConverter.IsLittleEndian));
    }

    private static string Explain(string code) =>
        code.Length == 0
            ? ""
            : code[0] switch
            {
                'O' => " (Python objects, which only Python can read)",
                'c' => " (complex numbers)",
                'U' or 'S' or 'a' => " (texts)",
                'V' => " (raw records)",
                'M' or 'm' => " (times)",
                _ => "",
            };
}
