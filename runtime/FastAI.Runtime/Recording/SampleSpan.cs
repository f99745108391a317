using System.Numerics;
using System.Runtime.InteropServices;
using FastAI.Runtime.Data;

namespace FastAI.Runtime.Recording;

/// <summary>Samples where they stand in a recording's buffer: little-endian numbers of one kind,
/// valid until the consumer returns.</summary>
public readonly ref struct SampleSpan
{
    public SampleSpan(ElementKind kind, ReadOnlySpan<byte> bytes)
    {
        Kind = kind;
        Bytes = bytes;
        Count = bytes.Length >> kind.SizeShift();
    }

    public ElementKind Kind { get; }

    public ReadOnlySpan<byte> Bytes { get; }

    public int Count { get; }

    public SampleSpan Slice(int start, int count) => new(Kind, Bytes.Slice(start * Kind.Size(), count * Kind.Size()));

    /// <summary>The samples as 16-bit integers without a copy, when that is what they are and none is
    /// beyond <see cref="short.MaxValue"/>.</summary>
    public bool TryAsInt16(out ReadOnlySpan<short> samples)
    {
        samples = MemoryMarshal.Cast<byte, short>(Bytes);
        return Kind == ElementKind.Int16 || (Kind == ElementKind.UInt16 && !samples.ContainsAnyInRange(short.MinValue, (short)-1));
    }

    public void CopyTo(Span<double> destination) => Copy(destination);

    /// <summary>Copies integers; samples that are none are refused.</summary>
    /// <exception cref="InvalidOperationException">The samples are floating-point numbers.</exception>
    public void CopyTo(Span<long> destination)
    {
        if (!Kind.IsInteger())
            throw new InvalidOperationException($"samples of kind {Kind} are not integers");
        Copy(destination);
    }

    /// <summary>Whether every sample equals the first.</summary>
    public bool IsConstant() =>
        Kind.Size() switch
        {
            1 => Constant(Bytes),
            2 => Constant(MemoryMarshal.Cast<byte, short>(Bytes)),
            4 => Constant(MemoryMarshal.Cast<byte, int>(Bytes)),
            _ => Constant(MemoryMarshal.Cast<byte, long>(Bytes)),
        };

    private static bool Constant<T>(ReadOnlySpan<T> samples)
        where T : struct, IEquatable<T> => samples.IsEmpty || samples.IndexOfAnyExcept(samples[0]) < 0;

    private static void Widen<TFrom, TTo>(ReadOnlySpan<byte> bytes, Span<TTo> destination)
        where TFrom : unmanaged, INumberBase<TFrom>
        where TTo : INumberBase<TTo>
    {
        var from = MemoryMarshal.Cast<byte, TFrom>(bytes);
        destination = destination[..from.Length];
        for (int i = 0; i < from.Length; i++)
            destination[i] = TTo.CreateTruncating(from[i]);
    }

    private void Copy<T>(Span<T> destination)
        where T : INumberBase<T>
    {
        switch (Kind)
        {
            case ElementKind.Int8:
                Widen<sbyte, T>(Bytes, destination);
                break;
            case ElementKind.Bool or ElementKind.UInt8:
                Widen<byte, T>(Bytes, destination);
                break;
            case ElementKind.Int16:
                Widen<short, T>(Bytes, destination);
                break;
            case ElementKind.UInt16:
                Widen<ushort, T>(Bytes, destination);
                break;
            case ElementKind.Int32:
                Widen<int, T>(Bytes, destination);
                break;
            case ElementKind.UInt32:
                Widen<uint, T>(Bytes, destination);
                break;
            case ElementKind.Int64:
                Widen<long, T>(Bytes, destination);
                break;
            case ElementKind.UInt64:
                Widen<ulong, T>(Bytes, destination);
                break;
            case ElementKind.Float16:
                Widen<Half, T>(Bytes, destination);
                break;
            case ElementKind.Float32:
                Widen<float, T>(Bytes, destination);
                break;
            default:
                Widen<double, T>(Bytes, destination);
                break;
        }
    }
}
