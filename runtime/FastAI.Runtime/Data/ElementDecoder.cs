using System.Buffers.Binary;
using System.Numerics;
using System.Runtime.InteropServices;

namespace FastAI.Runtime.Data;

/// <summary>Turns the bytes of elements into numbers.</summary>
/// <param name="kind">Element type.</param>
/// <param name="swap">Whether the bytes of each element stand the other way round than on this machine.</param>
internal sealed class ElementDecoder(ElementKind kind, bool swap)
{
    /// <summary>Converts every element; <paramref name="bytes"/> may be reordered in place.</summary>
    internal void ToDouble(Span<byte> bytes, Span<double> destination)
    {
        Order(bytes);
        switch (kind)
        {
            case ElementKind.Bool:
                Truth(bytes, destination);
                break;
            case ElementKind.Int8:
                Widen<sbyte, double>(bytes, destination);
                break;
            case ElementKind.UInt8:
                Widen<byte, double>(bytes, destination);
                break;
            case ElementKind.Int16:
                Widen<short, double>(bytes, destination);
                break;
            case ElementKind.UInt16:
                Widen<ushort, double>(bytes, destination);
                break;
            case ElementKind.Int32:
                Widen<int, double>(bytes, destination);
                break;
            case ElementKind.UInt32:
                Widen<uint, double>(bytes, destination);
                break;
            case ElementKind.Int64:
                Widen<long, double>(bytes, destination);
                break;
            case ElementKind.UInt64:
                Widen<ulong, double>(bytes, destination);
                break;
            case ElementKind.Float16:
                Widen<Half, double>(bytes, destination);
                break;
            case ElementKind.Float32:
                Widen<float, double>(bytes, destination);
                break;
            default:
                MemoryMarshal.Cast<byte, double>(bytes).CopyTo(destination);
                break;
        }
    }

    /// <summary>Converts every element of an integer kind.</summary>
    /// <exception cref="OverflowException">An unsigned value is above the largest signed one.</exception>
    internal void ToLong(Span<byte> bytes, Span<long> destination)
    {
        Order(bytes);
        switch (kind)
        {
            case ElementKind.Bool:
                Truth(bytes, destination);
                break;
            case ElementKind.Int8:
                Widen<sbyte, long>(bytes, destination);
                break;
            case ElementKind.UInt8:
                Widen<byte, long>(bytes, destination);
                break;
            case ElementKind.Int16:
                Widen<short, long>(bytes, destination);
                break;
            case ElementKind.UInt16:
                Widen<ushort, long>(bytes, destination);
                break;
            case ElementKind.Int32:
                Widen<int, long>(bytes, destination);
                break;
            case ElementKind.UInt32:
                Widen<uint, long>(bytes, destination);
                break;
            case ElementKind.Int64:
                MemoryMarshal.Cast<byte, long>(bytes).CopyTo(destination);
                break;
            case ElementKind.UInt64:
                Widen<ulong, long>(bytes, destination);
                break;
            default:
                throw new InvalidOperationException($"{kind} is not an integer kind.");
        }
    }

    private static void Truth<T>(ReadOnlySpan<byte> bytes, Span<T> destination)
        where T : INumber<T>
    {
        for (var index = 0; index < bytes.Length; index++)
        {
            destination[index] = bytes[index] == 0 ? T.Zero : T.One;
        }
    }

    private static void Widen<TFrom, TTo>(ReadOnlySpan<byte> bytes, Span<TTo> destination)
        where TFrom : unmanaged, INumber<TFrom>
        where TTo : INumber<TTo>
    {
        var values = MemoryMarshal.Cast<byte, TFrom>(bytes);
        for (var index = 0; index < values.Length; index++)
        {
            destination[index] = TTo.CreateChecked(values[index]);
        }
    }

    private void Order(Span<byte> bytes)
    {
        if (!swap)
        {
            return;
        }
        switch (kind.Size())
        {
            case 2:
                Reverse(MemoryMarshal.Cast<byte, ushort>(bytes));
                break;
            case 4:
                Reverse(MemoryMarshal.Cast<byte, uint>(bytes));
                break;
            case 8:
                Reverse(MemoryMarshal.Cast<byte, ulong>(bytes));
                break;
            default:
                break;
        }
    }

    private static void Reverse(Span<ushort> values) => BinaryPrimitives.ReverseEndianness(values, values);

    private static void Reverse(Span<uint> values) => BinaryPrimitives.ReverseEndianness(values, values);

    private static void Reverse(Span<ulong> values) => BinaryPrimitives.ReverseEndianness(values, values);
}
