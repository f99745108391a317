using FastAI.Model.FixedGraph;

namespace FastAI.Emulation.Kernels;

/// <summary>The entries of a table in pinned memory.</summary>
internal sealed unsafe class TableEntries
{
    private readonly long[] entries;

    public TableEntries(LookupTable table)
    {
        entries = GC.AllocateUninitializedArray<long>(table.Entries.Length, pinned: true);
        table.Entries.CopyTo(entries);
        Zero = (long*)System.Runtime.CompilerServices.Unsafe.AsPointer(ref entries[0]) - table.First;
    }

    /// <summary>Where the entry of mantissa 0 is, or would be.</summary>
    public long* Zero { get; }
}
