using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace FastAI.Emulation.Kernels;

/// <summary>Copies integers into wider ones, whole vectors at a time.</summary>
internal static unsafe class Widening
{
    private const int Lanes = 16;

    /// <param name="from">Unsigned bytes, or signed integers of 16 or 32 bits.</param>
    /// <param name="bytes">Which: 1, 2 or 4.</param>
    /// <param name="to">Receives as many.</param>
    /// <param name="count">How many.</param>
    /// <param name="offset">Of bytes: what is taken off each.</param>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Copy<T>(byte* from, int bytes, T* to, int count, int offset)
        where T : unmanaged, IBinaryInteger<T>
    {
        int i = 0;
        switch (bytes)
        {
            case 1:
                var taken = Vector256.Create((short)offset);
                for (; i + Lanes <= count; i += Lanes)
                    Store((Vector256.WidenLower(Vector128.Load(from + i).ToVector256Unsafe()).AsInt16()) - taken, to + i);
                for (; i < count; i++)
                    to[i] = T.CreateTruncating(from[i] - offset);
                break;
            case 2:
                for (; i + Lanes <= count; i += Lanes)
                    Store(Vector256.Load((short*)from + i), to + i);
                for (; i < count; i++)
                    to[i] = T.CreateTruncating(((short*)from)[i]);
                break;
            default:
                for (; i + Lanes / 2 <= count; i += Lanes / 2)
                    Store(Vector256.Load((int*)from + i), to + i);
                for (; i < count; i++)
                    to[i] = T.CreateTruncating(((int*)from)[i]);
                break;
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Store<T>(Vector256<short> x, T* to)
        where T : unmanaged
    {
        if (typeof(T) == typeof(short))
        {
            x.Store((short*)to);
            return;
        }
        var (lower, upper) = Vector256.Widen(x);
        Store(lower, to);
        Store(upper, to + Lanes / 2);
    }

    /// <summary>To 16 bits only where all fit.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Store<T>(Vector256<int> x, T* to)
        where T : unmanaged
    {
        if (typeof(T) == typeof(short))
        {
            Vector128.Narrow(x.GetLower(), x.GetUpper()).Store((short*)to);
        }
        else if (typeof(T) == typeof(int))
        {
            x.Store((int*)to);
        }
        else
        {
            var (lower, upper) = Vector256.Widen(x);
            lower.Store((long*)to);
            upper.Store((long*)to + 4);
        }
    }
}
