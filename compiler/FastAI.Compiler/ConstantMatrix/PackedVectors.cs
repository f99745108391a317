using System.Runtime.InteropServices;

namespace FastAI.Compiler.ConstantMatrix;

/// <summary>
/// Coefficient vectors of one length in few bytes, as those of a large matrix are many and either nearly all zeros or small numbers: a
/// number that is not zero as a varint of its zigzag code, a run of zeros as 0 and a varint of its length. Equal vectors have equal bytes.
/// </summary>
internal sealed class PackedVectors(int length)
{
    private readonly List<byte[]> _vectors = [];
    private readonly List<byte> _bytes = [];

    public int Count => _vectors.Count;

    public byte[] this[int index] => _vectors[index];

    public void Add(byte[] packed) => _vectors.Add(packed);

    public byte[] Pack(ReadOnlySpan<long> vector)
    {
        _bytes.Clear();
        for (int i = 0; i < length; )
        {
            int start = i;
            while (i < length && vector[i] == 0)
            {
                i++;
            }

            if (i > start)
            {
                _bytes.Add(0);
                Put((ulong)(i - start));
            }

            for (; i < length && vector[i] != 0; i++)
            {
                Put((ulong)((vector[i] << 1) ^ (vector[i] >> 63)));
            }
        }

        return CollectionsMarshal.AsSpan(_bytes).ToArray();
    }

    /// <summary>Adds a vector times a factor to the target.</summary>
    /// <exception cref="OverflowException">A sum needs more than 64 bits.</exception>
    public void Accumulate(int index, long factor, Span<long> target)
    {
        ReadOnlySpan<byte> bytes = _vectors[index];
        int at = 0;
        for (int i = 0; i < length; )
        {
            ulong code = Take(bytes, ref at);
            if (code == 0)
            {
                i += (int)Take(bytes, ref at);
                continue;
            }

            target[i] = checked(target[i] + (((long)(code >> 1) ^ -(long)(code & 1)) * factor));
            i++;
        }
    }

    private void Put(ulong code)
    {
        for (; code > 127; code >>= 7)
        {
            _bytes.Add((byte)(code | 128));
        }

        _bytes.Add((byte)code);
    }

    private static ulong Take(ReadOnlySpan<byte> bytes, ref int at)
    {
        ulong code = 0;
        for (int shift = 0; ; shift += 7)
        {
            byte next = bytes[at++];
            code |= (ulong)(next & 127) << shift;
            if (next < 128)
            {
                return code;
            }
        }
    }
}
