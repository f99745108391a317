using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace FastAI.Benchmarks.Emulation;

/// <summary>
/// What this core can do at most with the instructions that .NET offers: twelve sums in registers that do not wait for each other, one
/// operand from the first-level cache for every three multiply-adds. Of several vector widths the fastest counts.
/// </summary>
internal sealed unsafe class MachineLimit
{
    private const int Rounds = 2000;
    private const int Sums = 12;
    private const int CopyBytes = 16 * 1024;
    private const int Copies = 64;
    private const int SinkOffset = 48 * 1024;

    private readonly Kernel bytes;
    private readonly Kernel pairs;
    private readonly Kernel words;
    private readonly byte* memory = (byte*)NativeMemory.AlignedAlloc(64 * 1024, 64);

    public MachineLimit()
    {
        new Span<int>(memory, 16 * 1024).Fill(0x00030005);
        bytes = Measured<Bytes256>(AvxVnni.IsSupported);
        Kernel[] ofPairs =
        [
            Measured<Pairs512>(Avx512BW.IsSupported),
            Measured<DotPairs256>(AvxVnni.IsSupported),
            Measured<Pairs256>(Avx2.IsSupported),
        ];
        pairs = ofPairs.MaxBy(k => k.PerSecond);
        Kernel[] ofWords = [Measured<Words512>(Avx512F.IsSupported), Measured<Words256>(Avx2.IsSupported)];
        words = ofWords.MaxBy(k => k.PerSecond);
        CopyPerSecond = 2.0 * Copies * CopyBytes / Stopwatches.Best(() => Copy(Copies));
    }

    /// <summary>Multiply-adds a second of 8-bit elements; 0 without an instruction for them.</summary>
    public double Bytes => bytes.PerSecond;

    /// <summary>Multiply-adds a second of 16-bit elements.</summary>
    public double Pairs => pairs.PerSecond;

    /// <summary>Multiply-adds a second of 32-bit elements.</summary>
    public double Int32 => words.PerSecond;

    /// <summary>Bytes a second of copying within the first-level cache, read and written together.</summary>
    public double CopyPerSecond { get; }

    /// <summary>Seconds that multiply-adds of 8, 16 and 32 bits take at least.</summary>
    public double SecondsFor(MultiplyAdds macs) => macs.Bytes / (Bytes > 0 ? Bytes : Pairs) + macs.Pairs / Pairs + macs.Wide / Int32;

    /// <summary>
    /// As many multiply-adds by the kernels that were fastest, or where there are none a copy that reads and writes as many bytes: to be
    /// timed in turn with what is held against it, because the machine's speed changes from one minute to the next.
    /// </summary>
    public Action Work(MultiplyAdds macs, double bytesMoved)
    {
        int copies = macs.Total > 0 ? 0 : (int)Math.Ceiling(bytesMoved / (2 * CopyBytes)),
            inBytes = Rounded(bytes.PerSecond > 0 ? macs.Bytes : 0, bytes),
            inPairs = Rounded(macs.Pairs + (bytes.PerSecond > 0 ? 0 : macs.Bytes), pairs),
            inWords = Rounded(macs.Wide, words);
        return () =>
        {
            bytes.Run?.Invoke(inBytes);
            pairs.Run?.Invoke(inPairs);
            words.Run?.Invoke(inWords);
            if (copies > 0)
                Copy(copies);
        };
    }

    private static int Rounded(long products, Kernel kernel) =>
        kernel.Run is null ? 0 : (int)Math.Ceiling((double)products / (Sums * kernel.Products));

    private Kernel Measured<K>(bool supported)
        where K : struct, ILimitKernel =>
        supported
            ? new((double)Rounds * Sums * K.Products / Stopwatches.Best(() => K.Run(memory, Rounds)), K.Products, rounds =>
                K.Run(memory, rounds)
            )
            : default;

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void Copy(int rounds)
    {
        byte* from = memory,
            to = from + CopyBytes;
        for (int r = 0; r < rounds; r++)
        {
            if (Avx512F.IsSupported)
                for (int i = 0; i < CopyBytes; i += 128)
                {
                    var (a, b) = (Vector512.Load(from + i), Vector512.Load(from + i + 64));
                    a.Store(to + i);
                    b.Store(to + i + 64);
                }
            else
                for (int i = 0; i < CopyBytes; i += 64)
                {
                    var (a, b) = (Vector256.Load(from + i), Vector256.Load(from + i + 32));
                    a.Store(to + i);
                    b.Store(to + i + 32);
                }
        }
    }

    /// <param name="PerSecond">Multiply-adds a second; 0 where the machine does not have the instruction.</param>
    /// <param name="Products">Multiply-adds of an instruction.</param>
    /// <param name="Run">Runs so many rounds.</param>
    private readonly record struct Kernel(double PerSecond, int Products, Action<int>? Run);

    private interface ILimitKernel
    {
        /// <summary>Multiply-adds of an instruction, or of a multiplication with its addition.</summary>
        static abstract int Products { get; }

        static abstract void Run(byte* memory, int rounds);
    }

    private interface IWide
    {
        static abstract Vector512<int> Add(Vector512<int> sum, Vector512<int> a, Vector512<int> b);
    }

    private interface INarrow
    {
        static abstract Vector256<int> Add(Vector256<int> sum, Vector256<int> a, Vector256<int> b);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Loop512<K>(byte* memory, int rounds)
        where K : struct, IWide
    {
        Vector512<int> w0 = Vector512.Load((int*)memory),
            w1 = Vector512.Load((int*)memory + 1),
            w2 = Vector512.Load((int*)memory + 2);
        Vector512<int> c0 = Vector512<int>.Zero,
            c1 = c0,
            c2 = c0,
            c3 = c0,
            c4 = c0,
            c5 = c0,
            c6 = c0,
            c7 = c0,
            c8 = c0,
            c9 = c0,
            c10 = c0,
            c11 = c0;
        for (int i = 0; i < rounds; i++)
        {
            int* p = (int*)(memory + (i & 31) * 256);
            var x = Vector512.Load(p);
            c0 = K.Add(c0, x, w0);
            c1 = K.Add(c1, x, w1);
            c2 = K.Add(c2, x, w2);
            x = Vector512.Load(p + 16);
            c3 = K.Add(c3, x, w0);
            c4 = K.Add(c4, x, w1);
            c5 = K.Add(c5, x, w2);
            x = Vector512.Load(p + 32);
            c6 = K.Add(c6, x, w0);
            c7 = K.Add(c7, x, w1);
            c8 = K.Add(c8, x, w2);
            x = Vector512.Load(p + 48);
            c9 = K.Add(c9, x, w0);
            c10 = K.Add(c10, x, w1);
            c11 = K.Add(c11, x, w2);
        }
        // To memory: a sum that lived on to a call would be kept there throughout.
        (c0 + c1 + c2 + c3 + c4 + c5 + c6 + c7 + c8 + c9 + c10 + c11).Store((int*)(memory + SinkOffset));
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Loop256<K>(byte* memory, int rounds)
        where K : struct, INarrow
    {
        Vector256<int> w0 = Vector256.Load((int*)memory),
            w1 = Vector256.Load((int*)memory + 1),
            w2 = Vector256.Load((int*)memory + 2);
        Vector256<int> c0 = Vector256<int>.Zero,
            c1 = c0,
            c2 = c0,
            c3 = c0,
            c4 = c0,
            c5 = c0,
            c6 = c0,
            c7 = c0,
            c8 = c0,
            c9 = c0,
            c10 = c0,
            c11 = c0;
        for (int i = 0; i < rounds; i++)
        {
            int* p = (int*)(memory + (i & 31) * 128);
            var x = Vector256.Load(p);
            c0 = K.Add(c0, x, w0);
            c1 = K.Add(c1, x, w1);
            c2 = K.Add(c2, x, w2);
            x = Vector256.Load(p + 8);
            c3 = K.Add(c3, x, w0);
            c4 = K.Add(c4, x, w1);
            c5 = K.Add(c5, x, w2);
            x = Vector256.Load(p + 16);
            c6 = K.Add(c6, x, w0);
            c7 = K.Add(c7, x, w1);
            c8 = K.Add(c8, x, w2);
            x = Vector256.Load(p + 24);
            c9 = K.Add(c9, x, w0);
            c10 = K.Add(c10, x, w1);
            c11 = K.Add(c11, x, w2);
        }
        // To memory: a sum that lived on to a call would be kept there throughout.
        (c0 + c1 + c2 + c3 + c4 + c5 + c6 + c7 + c8 + c9 + c10 + c11).Store((int*)(memory + SinkOffset));
    }

    private readonly struct Bytes256 : ILimitKernel, INarrow
    {
        public static int Products => 32;

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static Vector256<int> Add(Vector256<int> sum, Vector256<int> a, Vector256<int> b) =>
            AvxVnni.MultiplyWideningAndAdd(sum, a.AsByte(), b.AsSByte());

        public static void Run(byte* memory, int rounds) => Loop256<Bytes256>(memory, rounds);
    }

    private readonly struct DotPairs256 : ILimitKernel, INarrow
    {
        public static int Products => 16;

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static Vector256<int> Add(Vector256<int> sum, Vector256<int> a, Vector256<int> b) =>
            AvxVnni.MultiplyWideningAndAdd(sum, a.AsInt16(), b.AsInt16());

        public static void Run(byte* memory, int rounds) => Loop256<DotPairs256>(memory, rounds);
    }

    private readonly struct Pairs256 : ILimitKernel, INarrow
    {
        public static int Products => 16;

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static Vector256<int> Add(Vector256<int> sum, Vector256<int> a, Vector256<int> b) =>
            sum + Avx2.MultiplyAddAdjacent(a.AsInt16(), b.AsInt16());

        public static void Run(byte* memory, int rounds) => Loop256<Pairs256>(memory, rounds);
    }

    private readonly struct Pairs512 : ILimitKernel, IWide
    {
        public static int Products => 32;

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static Vector512<int> Add(Vector512<int> sum, Vector512<int> a, Vector512<int> b) =>
            sum + Avx512BW.MultiplyAddAdjacent(a.AsInt16(), b.AsInt16());

        public static void Run(byte* memory, int rounds) => Loop512<Pairs512>(memory, rounds);
    }

    private readonly struct Words256 : ILimitKernel, INarrow
    {
        public static int Products => 8;

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static Vector256<int> Add(Vector256<int> sum, Vector256<int> a, Vector256<int> b) => sum + a * b;

        public static void Run(byte* memory, int rounds) => Loop256<Words256>(memory, rounds);
    }

    private readonly struct Words512 : ILimitKernel, IWide
    {
        public static int Products => 16;

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static Vector512<int> Add(Vector512<int> sum, Vector512<int> a, Vector512<int> b) => sum + a * b;

        public static void Run(byte* memory, int rounds) => Loop512<Words512>(memory, rounds);
    }
}
