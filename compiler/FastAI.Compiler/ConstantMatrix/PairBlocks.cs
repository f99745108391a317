using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics.X86;

namespace FastAI.Compiler.ConstantMatrix;

/// <summary>
/// Memory for pairs of nodes: per pair a head and the gains of all patterns, bit-sliced. Plane p holds bit p of every pattern's gain, a
/// pattern a bit, so that a row's contribution to all patterns is added in a few operations on words.
/// </summary>
/// <remarks>With the usual weights a pair is one line of the cache. Gains that outgrow the planes widen all pairs.</remarks>
internal sealed class PairBlocks
{
    private const int LeastPlanes = 6;
    private const int HeadWords = 2;
    private const int LineWords = 8;
    private const int ChunkBlocks = 1 << 12;

    private readonly int _words;
    private readonly Stack<int> _free = new();
    private ulong[][] _chunks = [];
    private int[] _starts = [];
    private int _stride;

    public PairBlocks(int slots)
    {
        _words = (slots + 63) / 64;
        Planes = LeastPlanes;
        _stride = StrideOf(HeadWords + (Planes * _words));
        Grow();
    }

    /// <summary>Two words.</summary>
    internal struct Head
    {
        private const int PendingFlag = 1;
        private const int StaleFlag = 2;
        private const int ListedFlag = 4;
        private const int OneRow = 8;

        public int U;
        public int V;

        /// <summary>The numbers of all rows' lists of moves, combined by exclusive or.</summary>
        public int Lists;

        private int _state;

        /// <summary>Rows that contribute.</summary>
        public int Rows
        {
            readonly get => _state / OneRow;
            set => _state = (_state & (OneRow - 1)) | (value * OneRow);
        }

        /// <summary>Whether the pair waits for its place in the heap.</summary>
        public bool Pending
        {
            readonly get => (_state & PendingFlag) != 0;
            set => Set(PendingFlag, value);
        }

        /// <summary>Whether a gain was lowered since the pair was scored.</summary>
        public bool Stale
        {
            readonly get => (_state & StaleFlag) != 0;
            set => Set(StaleFlag, value);
        }

        /// <summary>Whether the pair is in the list of those that too few rows share.</summary>
        public bool Listed
        {
            readonly get => (_state & ListedFlag) != 0;
            set => Set(ListedFlag, value);
        }

        private void Set(int flag, bool value) => _state = value ? _state | flag : _state & ~flag;
    }

    /// <summary>Bits of a gain.</summary>
    public int Planes { get; private set; }

    /// <summary>Words of a plane.</summary>
    public int Words => _words;

    /// <summary>Number of blocks ever used and one, as block 0 is none.</summary>
    public int Count { get; private set; } = 1;

    /// <summary>A block without gains.</summary>
    public int Take(int u, int v)
    {
        if (!_free.TryPop(out int block))
        {
            block = Count++;
            if (Count > _chunks.Length * ChunkBlocks)
            {
                Grow();
            }
        }

        HeadOf(block) = new Head { U = u, V = v };
        return block;
    }

    /// <summary>Gives back a block whose gains are all zero.</summary>
    public void Release(int block)
    {
        HeadOf(block) = default;
        _free.Push(block);
    }

    /// <summary>Asks for a block that is used soon.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public unsafe void Expect(int block)
    {
        if (Sse.IsSupported)
        {
            Sse.Prefetch0(Unsafe.AsPointer(ref WordOf(block)));
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public ref Head HeadOf(int block) => ref Unsafe.As<ulong, Head>(ref WordOf(block));

    /// <summary>Adds the planes of a list of moves to a block's gains; true if a pattern then gains two digits or more.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public bool Add(int block, ReadOnlySpan<ulong> moves)
    {
        int own = moves.Length / _words;
        ulong worth = 0;
        for (int w = 0; w < _words; w++)
        {
            ulong carry = 0;
            ref ulong plane = ref Unsafe.Add(ref WordOf(block), HeadWords + (w * Planes));
            int p = 0;
            for (; p < own; p++)
            {
                ulong add = moves[(w * own) + p];
                ulong had = Unsafe.Add(ref plane, p);
                ulong half = had ^ add;
                Unsafe.Add(ref plane, p) = half ^ carry;
                carry = (had & add) | (half & carry);
            }

            for (; carry != 0; p++)
            {
                if (p == Planes)
                {
                    Widen(Planes + 4);
                    plane = ref Unsafe.Add(ref WordOf(block), HeadWords + (w * Planes));
                }

                ulong had = Unsafe.Add(ref plane, p);
                Unsafe.Add(ref plane, p) = had ^ carry;
                carry &= had;
            }

            for (p = 1; p < Planes; p++)
            {
                worth |= Unsafe.Add(ref plane, p);
            }
        }

        return worth != 0;
    }

    /// <summary>Takes planes that were added before out of a block's gains.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Subtract(int block, ReadOnlySpan<ulong> moves)
    {
        int own = moves.Length / _words;
        for (int w = 0; w < _words; w++)
        {
            ulong borrow = 0;
            ref ulong plane = ref Unsafe.Add(ref WordOf(block), HeadWords + (w * Planes));
            int p = 0;
            for (; p < own; p++)
            {
                ulong take = moves[(w * own) + p];
                ulong had = Unsafe.Add(ref plane, p);
                ulong half = had ^ take;
                Unsafe.Add(ref plane, p) = half ^ borrow;
                borrow = (~had & take) | (~half & borrow);
            }

            for (; borrow != 0; p++)
            {
                ulong had = Unsafe.Add(ref plane, p);
                Unsafe.Add(ref plane, p) = had ^ borrow;
                borrow &= ~had;
            }
        }
    }

    /// <summary>The patterns that gain two digits or more, of word <paramref name="word"/>.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public ulong Worth(int block, int word)
    {
        ref ulong plane = ref Unsafe.Add(ref WordOf(block), HeadWords + (word * Planes));
        ulong worth = 0;
        for (int p = 1; p < Planes; p++)
        {
            worth |= Unsafe.Add(ref plane, p);
        }

        return worth;
    }

    /// <summary>The gain of one pattern.</summary>
    public int Gain(int block, int slot)
    {
        ref ulong plane = ref Unsafe.Add(ref WordOf(block), HeadWords + ((slot >> 6) * Planes));
        int gain = 0;
        for (int p = 0; p < Planes; p++)
        {
            gain |= (int)((Unsafe.Add(ref plane, p) >> (slot & 63)) & 1) << p;
        }

        return gain;
    }

    /// <summary>Moves the pairs in use together; tells the old and new block of each.</summary>
    public void Compact(Action<int, int> moved)
    {
        int used = 1;
        for (int block = 1; block < Count; block++)
        {
            if (HeadOf(block).Rows > 0)
            {
                if (block > used)
                {
                    moved(block, used);
                    BlockOf(block).CopyTo(BlockOf(used));
                    BlockOf(block).Clear();
                }

                used++;
            }
        }

        Count = used;
        int chunks = Math.Max(1, (used + ChunkBlocks - 1) / ChunkBlocks);
        Array.Resize(ref _chunks, chunks);
        Array.Resize(ref _starts, chunks);
        _free.Clear();
        _free.TrimExcess();
    }

    private static int StrideOf(int words) => (words + LineWords - 1) & -LineWords;

    /// <summary>Memory that does not move, and the index at which a line of the cache begins.</summary>
    private static unsafe (ulong[] Data, int Start) Allocate(int stride)
    {
        ulong[] data = GC.AllocateArray<ulong>((ChunkBlocks * stride) + LineWords, pinned: true);
        nint address = (nint)Unsafe.AsPointer(ref MemoryMarshal.GetArrayDataReference(data));
        return (data, (int)((-address / sizeof(ulong)) & (LineWords - 1)));
    }

    private void Grow()
    {
        Array.Resize(ref _chunks, _chunks.Length + 1);
        Array.Resize(ref _starts, _chunks.Length);
        (_chunks[^1], _starts[^1]) = Allocate(_stride);
    }

    private void Widen(int planes)
    {
        int stride = StrideOf(HeadWords + (planes * _words));
        for (int chunk = 0; chunk < _chunks.Length; chunk++)
        {
            (ulong[] data, int start) = Allocate(stride);
            for (int i = 0; i < ChunkBlocks; i++)
            {
                ReadOnlySpan<ulong> old = _chunks[chunk].AsSpan(_starts[chunk] + (i * _stride), _stride);
                Span<ulong> target = data.AsSpan(start + (i * stride), stride);
                old[..HeadWords].CopyTo(target);
                for (int w = 0; w < _words; w++)
                {
                    old.Slice(HeadWords + (w * Planes), Planes).CopyTo(target[(HeadWords + (w * planes))..]);
                }
            }

            (_chunks[chunk], _starts[chunk]) = (data, start);
        }

        (_stride, Planes) = (stride, planes);
    }

    private Span<ulong> BlockOf(int block) => MemoryMarshal.CreateSpan(ref WordOf(block), _stride);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private ref ulong WordOf(int block) =>
        ref Unsafe.Add(
            ref MemoryMarshal.GetArrayDataReference(_chunks[(uint)block / ChunkBlocks]),
            (nint)_starts[(uint)block / ChunkBlocks] + ((nint)((uint)block % ChunkBlocks) * _stride)
        );
}
