using System.Numerics;
using System.Runtime.CompilerServices;

namespace FastAI.Compiler.ConstantMatrix;

/// <summary>Canonical signed digits (the non-adjacent form): the recoding with the fewest digits 1 and -1.</summary>
internal static class SignedDigits
{
    /// <summary>Number of nonzero digits. The form of x has a digit exactly where 3x and x differ, one place up.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static int Weight(long value)
    {
        long x = Math.Abs(value);
        return BitOperations.PopCount((ulong)(x ^ (3 * x)));
    }

    /// <summary>Writes the digits from the lowest up and returns their number; a digit is +1 or -1 at a shift.</summary>
    public static int Split(long value, Span<(int Shift, int Sign)> digits)
    {
        int count = 0;
        long rest = value;
        for (int shift = 0; rest != 0; shift++, rest >>= 1)
        {
            if ((rest & 1) != 0)
            {
                int sign = 2 - (int)(rest & 3);
                digits[count++] = (shift, sign);
                rest -= sign;
            }
        }

        return count;
    }
}
