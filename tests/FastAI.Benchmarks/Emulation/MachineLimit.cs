using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace FastAI.Benchmarks.Emulation;

/// <summary>What this core can do at most: sums in registers, operands from the first-level cache.</summary>
internal sealed unsafe class MachineLimit
{
    private const int Rounds = 4000;
    private const int CopyBytes = 16 * 1024;

    private readonly int* memory = (int*)NativeMemory.AlignedAlloc(64 * 1024, 64);

    public MachineLimit() => new Span<int>(memory, 16 * 1024).Fill(0x00030005);

    /// <summary>Keeps results from being optimised away.</summary>
    public int Sink { get; private set; }

    private static bool Wide => Avx512BW.IsSupported;

    /// <summary>Multiply-adds a second of 16-bit elements: multiply-add of pairs, then add.</summary>
    public double PairsPerSecond() => Wide ? Rounds * 16 * 32 / Stopwatches.Best(Pairs512) : Rounds * 8 * 16 / Stopwatches.Best(Pairs256);

    /// <summary>Multiply-adds a second of 8-bit elements: four products of unsigned and signed bytes added to a 32-bit sum; 0 without such an instruction.</summary>
    public double BytesMultipliedPerSecond() => !AvxVnni.IsSupported ? 0 : Rounds * 16 * 32 / Stopwatches.Best(Bytes256);

    /// <summary>Multiply-adds a second of 32-bit elements.</summary>
    public double Int32PerSecond() => Wide ? Rounds * 16 * 16 / Stopwatches.Best(Multiply512) : Rounds * 8 * 8 / Stopwatches.Best(Multiply256);

    /// <summary>Bytes a second of copying within the first-level cache, read and written together.</summary>
    public double BytesPerSecond() => 2.0 * 64 * CopyBytes / Stopwatches.Best(Copy);

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void Pairs512()
    {
        int* p = memory;
        Vector512<int> w0 = Vector512.Load(p + 0), w1 = Vector512.Load(p + 1), w2 = Vector512.Load(p + 2), w3 = Vector512.Load(p + 3), w4 = Vector512.Load(p + 4), w5 = Vector512.Load(p + 5), w6 = Vector512.Load(p + 6), w7 = Vector512.Load(p + 7);
        Vector512<int> c0 = Vector512<int>.Zero, c1 = c0, c2 = c0, c3 = c0, c4 = c0, c5 = c0, c6 = c0, c7 = c0, c8 = c0, c9 = c0, c10 = c0, c11 = c0, c12 = c0, c13 = c0, c14 = c0, c15 = c0;
        for (int i = 0; i < Rounds; i++)
        {
            int* x = p + (i & 63) * 32;
            Vector512<int> x0 = Vector512.Load(x + 0), x1 = Vector512.Load(x + 16);
            c0 += Avx512BW.MultiplyAddAdjacent(x0.AsInt16(), w0.AsInt16());
            c1 += Avx512BW.MultiplyAddAdjacent(x0.AsInt16(), w1.AsInt16());
            c2 += Avx512BW.MultiplyAddAdjacent(x0.AsInt16(), w2.AsInt16());
            c3 += Avx512BW.MultiplyAddAdjacent(x0.AsInt16(), w3.AsInt16());
            c4 += Avx512BW.MultiplyAddAdjacent(x0.AsInt16(), w4.AsInt16());
            c5 += Avx512BW.MultiplyAddAdjacent(x0.AsInt16(), w5.AsInt16());
            c6 += Avx512BW.MultiplyAddAdjacent(x0.AsInt16(), w6.AsInt16());
            c7 += Avx512BW.MultiplyAddAdjacent(x0.AsInt16(), w7.AsInt16());
            c8 += Avx512BW.MultiplyAddAdjacent(x1.AsInt16(), w0.AsInt16());
            c9 += Avx512BW.MultiplyAddAdjacent(x1.AsInt16(), w1.AsInt16());
            c10 += Avx512BW.MultiplyAddAdjacent(x1.AsInt16(), w2.AsInt16());
            c11 += Avx512BW.MultiplyAddAdjacent(x1.AsInt16(), w3.AsInt16());
            c12 += Avx512BW.MultiplyAddAdjacent(x1.AsInt16(), w4.AsInt16());
            c13 += Avx512BW.MultiplyAddAdjacent(x1.AsInt16(), w5.AsInt16());
            c14 += Avx512BW.MultiplyAddAdjacent(x1.AsInt16(), w6.AsInt16());
            c15 += Avx512BW.MultiplyAddAdjacent(x1.AsInt16(), w7.AsInt16());
        }
        Sink = (c0 + c1 + c2 + c3 + c4 + c5 + c6 + c7 + c8 + c9 + c10 + c11 + c12 + c13 + c14 + c15)[0];
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void Pairs256()
    {
        int* p = memory;
        Vector256<int> w0 = Vector256.Load(p + 0), w1 = Vector256.Load(p + 1), w2 = Vector256.Load(p + 2), w3 = Vector256.Load(p + 3);
        Vector256<int> c0 = Vector256<int>.Zero, c1 = c0, c2 = c0, c3 = c0, c4 = c0, c5 = c0, c6 = c0, c7 = c0;
        for (int i = 0; i < Rounds; i++)
        {
            int* x = p + (i & 63) * 16;
            Vector256<int> x0 = Vector256.Load(x + 0), x1 = Vector256.Load(x + 8);
            c0 += Avx2.MultiplyAddAdjacent(x0.AsInt16(), w0.AsInt16());
            c1 += Avx2.MultiplyAddAdjacent(x0.AsInt16(), w1.AsInt16());
            c2 += Avx2.MultiplyAddAdjacent(x0.AsInt16(), w2.AsInt16());
            c3 += Avx2.MultiplyAddAdjacent(x0.AsInt16(), w3.AsInt16());
            c4 += Avx2.MultiplyAddAdjacent(x1.AsInt16(), w0.AsInt16());
            c5 += Avx2.MultiplyAddAdjacent(x1.AsInt16(), w1.AsInt16());
            c6 += Avx2.MultiplyAddAdjacent(x1.AsInt16(), w2.AsInt16());
            c7 += Avx2.MultiplyAddAdjacent(x1.AsInt16(), w3.AsInt16());
        }
        Sink = (c0 + c1 + c2 + c3 + c4 + c5 + c6 + c7)[0];
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void Bytes256()
    {
        int* p = memory;
        Vector256<sbyte> w0 = Vector256.Load(p + 0).AsSByte(), w1 = Vector256.Load(p + 1).AsSByte(), w2 = Vector256.Load(p + 2).AsSByte(), w3 = Vector256.Load(p + 3).AsSByte();
        Vector256<int> c0 = Vector256<int>.Zero, c1 = c0, c2 = c0, c3 = c0, c4 = c0, c5 = c0, c6 = c0, c7 = c0, c8 = c0, c9 = c0, c10 = c0, c11 = c0, c12 = c0, c13 = c0, c14 = c0, c15 = c0;
        for (int i = 0; i < Rounds; i++)
        {
            int* x = p + (i & 63) * 32;
            Vector256<byte> x0 = Vector256.Load(x + 0).AsByte(), x1 = Vector256.Load(x + 8).AsByte(), x2 = Vector256.Load(x + 16).AsByte(), x3 = Vector256.Load(x + 24).AsByte();
            c0 = AvxVnni.MultiplyWideningAndAdd(c0, x0, w0);
            c1 = AvxVnni.MultiplyWideningAndAdd(c1, x0, w1);
            c2 = AvxVnni.MultiplyWideningAndAdd(c2, x0, w2);
            c3 = AvxVnni.MultiplyWideningAndAdd(c3, x0, w3);
            c4 = AvxVnni.MultiplyWideningAndAdd(c4, x1, w0);
            c5 = AvxVnni.MultiplyWideningAndAdd(c5, x1, w1);
            c6 = AvxVnni.MultiplyWideningAndAdd(c6, x1, w2);
            c7 = AvxVnni.MultiplyWideningAndAdd(c7, x1, w3);
            c8 = AvxVnni.MultiplyWideningAndAdd(c8, x2, w0);
            c9 = AvxVnni.MultiplyWideningAndAdd(c9, x2, w1);
            c10 = AvxVnni.MultiplyWideningAndAdd(c10, x2, w2);
            c11 = AvxVnni.MultiplyWideningAndAdd(c11, x2, w3);
            c12 = AvxVnni.MultiplyWideningAndAdd(c12, x3, w0);
            c13 = AvxVnni.MultiplyWideningAndAdd(c13, x3, w1);
            c14 = AvxVnni.MultiplyWideningAndAdd(c14, x3, w2);
            c15 = AvxVnni.MultiplyWideningAndAdd(c15, x3, w3);
        }
        Sink = (c0 + c1 + c2 + c3 + c4 + c5 + c6 + c7 + c8 + c9 + c10 + c11 + c12 + c13 + c14 + c15)[0];
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void Multiply512()
    {
        int* p = memory;
        Vector512<int> w0 = Vector512.Load(p + 0), w1 = Vector512.Load(p + 1), w2 = Vector512.Load(p + 2), w3 = Vector512.Load(p + 3), w4 = Vector512.Load(p + 4), w5 = Vector512.Load(p + 5), w6 = Vector512.Load(p + 6), w7 = Vector512.Load(p + 7);
        Vector512<int> c0 = Vector512<int>.Zero, c1 = c0, c2 = c0, c3 = c0, c4 = c0, c5 = c0, c6 = c0, c7 = c0, c8 = c0, c9 = c0, c10 = c0, c11 = c0, c12 = c0, c13 = c0, c14 = c0, c15 = c0;
        for (int i = 0; i < Rounds; i++)
        {
            int* x = p + (i & 63) * 32;
            Vector512<int> x0 = Vector512.Load(x + 0), x1 = Vector512.Load(x + 16);
            c0 += x0 * w0;
            c1 += x0 * w1;
            c2 += x0 * w2;
            c3 += x0 * w3;
            c4 += x0 * w4;
            c5 += x0 * w5;
            c6 += x0 * w6;
            c7 += x0 * w7;
            c8 += x1 * w0;
            c9 += x1 * w1;
            c10 += x1 * w2;
            c11 += x1 * w3;
            c12 += x1 * w4;
            c13 += x1 * w5;
            c14 += x1 * w6;
            c15 += x1 * w7;
        }
        Sink = (c0 + c1 + c2 + c3 + c4 + c5 + c6 + c7 + c8 + c9 + c10 + c11 + c12 + c13 + c14 + c15)[0];
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void Multiply256()
    {
        int* p = memory;
        Vector256<int> w0 = Vector256.Load(p + 0), w1 = Vector256.Load(p + 1), w2 = Vector256.Load(p + 2), w3 = Vector256.Load(p + 3);
        Vector256<int> c0 = Vector256<int>.Zero, c1 = c0, c2 = c0, c3 = c0, c4 = c0, c5 = c0, c6 = c0, c7 = c0;
        for (int i = 0; i < Rounds; i++)
        {
            int* x = p + (i & 63) * 16;
            Vector256<int> x0 = Vector256.Load(x + 0), x1 = Vector256.Load(x + 8);
            c0 += x0 * w0;
            c1 += x0 * w1;
            c2 += x0 * w2;
            c3 += x0 * w3;
            c4 += x1 * w0;
            c5 += x1 * w1;
            c6 += x1 * w2;
            c7 += x1 * w3;
        }
        Sink = (c0 + c1 + c2 + c3 + c4 + c5 + c6 + c7)[0];
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void Copy()
    {
        byte* from = (byte*)memory, to = from + CopyBytes;
        for (int r = 0; r < 64; r++)
        {
            if (Wide)
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
}
