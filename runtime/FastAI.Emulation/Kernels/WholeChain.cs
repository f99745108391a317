using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using FastAI.Emulation.Planning;

namespace FastAI.Emulation.Kernels;

/// <summary>
/// A model that is a chain of affine maps and nothing more: mantissas are narrowed into registers, and from map to map up to 64 bytes stay
/// in them. What the maps are made of lies in the order of its use.
/// </summary>
/// <typeparam name="T">The bytes between maps.</typeparam>
/// <typeparam name="U">The results of the last map.</typeparam>
internal sealed unsafe class WholeChain<T, U> : WholeModel
    where T : struct, IRowTarget
    where U : struct, IRowTarget
{
    private const int Lanes = 8;

    private readonly EntryVectors entry;
    private readonly Pinned<ChainPart> ofParts;
    private readonly Pinned<byte> ofData;
    private readonly Pinned<int> ofTurns = RegisterSums.Turns();
    private readonly Vector256<int>* turns;
    private readonly ChainPart* parts;
    private readonly byte* data;
    private readonly ChainPart* last;
    private readonly ChainPart* end;
    private readonly int results;
    private readonly int offset;

    private WholeChain(RowData[] maps, EntryVectors entry, EventRun made)
    {
        (this.entry, results, offset) = (entry, made.Count, made.Offset);
        var stream = new ChainStream(maps, entry.Count * EntryVectors.Units, T.LimitBytes, U.LimitBytes);
        ofParts = new Pinned<ChainPart>(stream.Parts);
        ofData = new Pinned<byte>(stream.Data);
        turns = (Vector256<int>*)ofTurns.Pointer;
        parts = ofParts.Pointer;
        data = ofData.Pointer;
        end = parts + ofParts.Count;
        last = end - maps[^1].Items.Length;
    }

    /// <param name="maps">Two or more, of which each <see cref="RegisterChain.Continues"/> the one before.</param>
    /// <param name="entry">How mantissas come in.</param>
    /// <param name="inputs">Where the first map would find them, in bytes from the workspace's first.</param>
    /// <param name="made">The results.</param>
    /// <returns>Null where the maps do not read these mantissas alone, do not make these results or make too many.</returns>
    public static WholeChain<T, U>? Create(RowData[] maps, EntryVectors entry, int inputs, EventRun made)
    {
        var last = maps[^1].Items;
        int lanes = last.Sum(i => i.Vectors * Lanes);
        return
            RegisterChain.Reads(maps[0], inputs, entry.Count * EntryVectors.Units)
            && last[0].Target == made.From
            && made.Count <= lanes
            && lanes * U.Bytes <= Room.Bytes
            ? new WholeChain<T, U>(maps, entry, made)
            : null;
    }

    [SkipLocalsInit]
    [MethodImpl(MethodImplOptions.AggressiveOptimization | MethodImplOptions.NoInlining)]
    public override bool Run(short* from, short* to) => Run<short>(from, to);

    [SkipLocalsInit]
    [MethodImpl(MethodImplOptions.AggressiveOptimization | MethodImplOptions.NoInlining)]
    public override bool Run(int* from, int* to) => Run<int>(from, to);

    [SkipLocalsInit]
    [MethodImpl(MethodImplOptions.AggressiveOptimization | MethodImplOptions.NoInlining)]
    public override bool Run(long* from, long* to) => Run<long>(from, to);

    [SkipLocalsInit]
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private bool Run<V>(V* from, V* to)
        where V : unmanaged, IBinaryInteger<V>
    {
        if (!entry.Load(from, out var left, out var right))
            return false;
        byte* p = data;
        var part = parts;
        for (; part != last; part++)
        {
            if (part->Vectors == 4)
                left = Four(part, left, right, ref p);
            else
                Eight(part, ref left, ref right, ref p);
        }
        Unsafe.SkipInit(out Room room);
        byte* made = (byte*)&room;
        for (; part != end; part++)
            Last(part, left, right, ref p, made + part->Target);
        if (U.Bytes == sizeof(V))
            Copy(made, (byte*)to, results * sizeof(V));
        else
            Widening.Copy(made, U.Bytes, to, results, offset);
        return true;
    }

    /// <summary>A map of up to 32 results.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector256<int> Four(ChainPart* part, Vector256<int> left, Vector256<int> right, ref byte* p)
    {
        var b = (Vector256<int>*)p;
        RegisterSums.Four(left, right, part->Units, b, (Vector256<sbyte>*)(b + 4), out var c0, out var c1, out var c2, out var c3);
        byte* limits = p + part->Limits;
        p = limits + ChainStream.Whole(4 * Lanes * T.LimitBytes);
        return T.Pack(c0, c1, c2, c3, limits).AsInt32();
    }

    /// <summary>A map of up to 64 results.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private void Eight(ChainPart* part, ref Vector256<int> left, ref Vector256<int> right, ref byte* p)
    {
        var b = (Vector256<int>*)p;
        RegisterSums.Eight(
            left,
            right,
            part->Units,
            turns,
            b,
            (Vector256<sbyte>*)(b + 8),
            out var c0,
            out var c1,
            out var c2,
            out var c3,
            out var c4,
            out var c5,
            out var c6,
            out var c7
        );
        byte* limits = p + part->Limits;
        int half = ChainStream.Whole(4 * Lanes * T.LimitBytes);
        p = limits + 2 * half;
        left = T.Pack(c0, c1, c2, c3, limits).AsInt32();
        right = T.Pack(c4, c5, c6, c7, limits + half).AsInt32();
    }

    /// <summary>An item of the last map.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Last(ChainPart* part, Vector256<int> left, Vector256<int> right, ref byte* p, byte* y)
    {
        var b = (Vector256<int>*)p;
        var w = (Vector256<sbyte>*)(b + part->Vectors);
        byte* limits = p + part->Limits;
        p = limits + ChainStream.Whole(part->Vectors * Lanes * U.LimitBytes);
        switch (part->Vectors)
        {
            case 4:
                RegisterSums.Four(left, right, part->Units, b, w, out var c0, out var c1, out var c2, out var c3);
                U.Store(c0, c1, c2, c3, limits, y);
                break;
            case 2:
                RegisterSums.Two(left, right, part->Units, b, w, out var d0, out var d1);
                U.Store(d0, d1, limits, y);
                break;
            default:
                U.Store(RegisterSums.One(left, right, part->Units, b, w), limits, y);
                break;
        }
    }

    /// <summary>The last eight bytes overlap those before.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Copy(byte* from, byte* to, int bytes)
    {
        int i = 0;
        if (bytes >= sizeof(long))
        {
            for (; i < bytes - sizeof(long); i += sizeof(long))
                *(long*)(to + i) = *(long*)(from + i);
            *(long*)(to + bytes - sizeof(long)) = *(long*)(from + bytes - sizeof(long));
            return;
        }
        for (; i < bytes; i += sizeof(short))
            *(short*)(to + i) = *(short*)(from + i);
    }

    /// <summary>Where results lie before they are the caller's, whose memory ends with the last of them.</summary>
    [StructLayout(LayoutKind.Sequential, Size = Bytes)]
    private struct Room
    {
        public const int Bytes = 512;
    }
}
