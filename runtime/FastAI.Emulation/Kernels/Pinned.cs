using System.Runtime.CompilerServices;

namespace FastAI.Emulation.Kernels;

/// <summary>An array that does not move, 64-byte aligned; it lives as long as this object does.</summary>
internal sealed unsafe class Pinned<T>
    where T : unmanaged
{
    private readonly byte[] memory;

    public Pinned(int count)
    {
        memory = GC.AllocateArray<byte>(checked(count * sizeof(T) + 128), pinned: true);
        var start = (nint)Unsafe.AsPointer(ref memory[0]);
        Pointer = (T*)((start + 63) & ~63);
        Count = count;
    }

    public Pinned(ReadOnlySpan<T> values)
        : this(values.Length)
    {
        values.CopyTo(new Span<T>(Pointer, Count));
    }

    public T* Pointer { get; }

    public int Count { get; }
}
