using System.Runtime.CompilerServices;
using FastAI.Emulation.Simd;

namespace FastAI.Emulation.Trees;

/// <summary>Finds ranks by tables of bytes, all events of a vector at once.</summary>
internal static unsafe class ByteRanks<S, B, V, W>
    where S : struct, ISimd<V, W>
    where B : struct, IBits<V>
    where V : struct
    where W : struct
{
    private const MethodImplOptions Inline = MethodImplOptions.AggressiveInlining;

    private const int Vectors = 8;

    /// <param name="ranks">What the tables are.</param>
    /// <param name="tables">The tables, aligned.</param>
    /// <param name="bytes">Eight vectors of places, which ranks replace, and then eight of buckets.</param>
    public static void Find(FeatureRanks ranks, byte* tables, int* bytes)
    {
        for (int k = 0; k < Vectors; k += 4)
            if (ranks.Buckets == 64)
                Four<Few>(ranks.Limits, tables, bytes + k * S.Lanes);
            else
                Four<Many>(ranks.Limits, tables, bytes + k * S.Lanes);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Four<T>(int limits, byte* table, int* at)
        where T : struct, ITables
    {
        int n = S.Lanes;
        int* buckets = at + Vectors * n;
        V a = S.Load(at),
            b = S.Load(at + n),
            c = S.Load(at + 2 * n),
            d = S.Load(at + 3 * n);
        V i = S.Load(buckets),
            j = S.Load(buckets + n),
            k = S.Load(buckets + 2 * n),
            l = S.Load(buckets + 3 * n);
        V e = T.Lookup(table, i),
            f = T.Lookup(table, j),
            g = T.Lookup(table, k),
            h = T.Lookup(table, l);
        for (int limit = 0; limit < limits; limit++)
        {
            table += T.Entries;
            e = B.AddBytes(e, B.GreaterBytes(a, T.Lookup(table, i)));
            f = B.AddBytes(f, B.GreaterBytes(b, T.Lookup(table, j)));
            g = B.AddBytes(g, B.GreaterBytes(c, T.Lookup(table, k)));
            h = B.AddBytes(h, B.GreaterBytes(d, T.Lookup(table, l)));
        }
        S.Store(e, at);
        S.Store(f, at + n);
        S.Store(g, at + 2 * n);
        S.Store(h, at + 3 * n);
    }

    private interface ITables
    {
        static abstract int Entries { get; }

        static abstract V Lookup(byte* table, V index);
    }

    private readonly struct Few : ITables
    {
        public static int Entries => 64;

        [MethodImpl(Inline)]
        public static V Lookup(byte* table, V index) => B.Lookup64(table, index);
    }

    private readonly struct Many : ITables
    {
        public static int Entries => 256;

        [MethodImpl(Inline)]
        public static V Lookup(byte* table, V index) => B.Lookup256(table, index);
    }
}
