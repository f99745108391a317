using System.Buffers.Binary;

namespace FastAI.Runtime.Recording.Decoding;

/// <summary>The six words before each record of CAEN WaveDump: bytes of the record, board, pattern, channel,
/// event counter, trigger time tag.</summary>
internal readonly record struct WaveDumpHeader(uint Bytes, uint Board, uint Channel, uint Counter, uint Tag)
{
    internal const int Size = 24;

    /// <summary>Bits of the event counter.</summary>
    internal const int CounterBits = 24;

    private const int MaxChannels = 64;

    /// <summary>Whether no field is beyond what a board can have.</summary>
    internal bool IsPlausible(int most) =>
        Bytes > Size && Bytes <= most && Board <= ushort.MaxValue && Channel < MaxChannels && Counter < 1u << CounterBits;

    internal static WaveDumpHeader Read(ReadOnlySpan<byte> bytes) =>
        new(Word(bytes, 0), Word(bytes, 1), Word(bytes, 3), Word(bytes, 4), Word(bytes, 5));

    /// <summary>Whether <paramref name="next"/> may follow in the same file.</summary>
    internal bool Precedes(WaveDumpHeader next) =>
        next.Bytes == Bytes
        && next.Board == Board
        && next.Channel == Channel
        && next.Counter == ((Counter + 1) & ((1u << CounterBits) - 1));

    private static uint Word(ReadOnlySpan<byte> bytes, int word) => BinaryPrimitives.ReadUInt32LittleEndian(bytes[(4 * word)..]);
}
