using System.Buffers.Binary;
using System.IO.Compression;
using System.Text;

namespace FastAI.Runtime.Tests.Data;

/// <summary>Arrays and archives as NumPy writes them, made here from the format's description alone.</summary>
internal static class NpyBytes
{
    internal static byte[] Array(string type, string shape, byte[] elements, bool fortran = false, int version = 1) =>
        WithHeader($"{{'descr': '{type}', 'fortran_order': {(fortran ? "True" : "False")}, 'shape': {shape}, }}", elements, version);

    internal static byte[] WithHeader(string header, byte[] elements, int version = 1)
    {
        var text = Encoding.UTF8.GetBytes(header.PadRight(117) + "\n");
        byte[] length = version == 1 ? [(byte)text.Length, (byte)(text.Length >> 8)] : [(byte)text.Length, (byte)(text.Length >> 8), 0, 0];
        return [0x93, .. "NUMPY"u8, (byte)version, 0, .. length, .. text, .. elements];
    }

    /// <summary>The bytes of numbers in one of NumPy's types, such as <c>&lt;f8</c> or <c>&gt;i2</c>.</summary>
    internal static byte[] Elements(string type, IEnumerable<double> values) => [.. values.SelectMany(value => Element(type, value))];

    internal static byte[] Archive(CompressionLevel level, params (string Name, byte[] Bytes)[] entries)
    {
        using var stream = new MemoryStream();
        using (var archive = new ZipArchive(stream, ZipArchiveMode.Create, leaveOpen: true))
        {
            foreach (var (name, bytes) in entries)
            {
                using var entry = archive.CreateEntry(name, level).Open();
                entry.Write(bytes);
            }
        }
        return stream.ToArray();
    }

    private static byte[] Element(string type, double value)
    {
        var bytes = new byte[8];
        switch (type[1..])
        {
            case "f8":
                BinaryPrimitives.WriteDoubleLittleEndian(bytes, value);
                break;
            case "f4":
                BinaryPrimitives.WriteSingleLittleEndian(bytes, (float)value);
                break;
            case "f2":
                BinaryPrimitives.WriteHalfLittleEndian(bytes, (Half)value);
                break;
            case "u8":
                BinaryPrimitives.WriteUInt64LittleEndian(bytes, (ulong)value);
                break;
            default:
                BinaryPrimitives.WriteInt64LittleEndian(bytes, (long)value);
                break;
        }
        var element = bytes[..(type[2] - '0')];
        return type[0] == '>' ? [.. element.Reverse()] : element;
    }
}
