using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Text;

namespace Microsoft.ML.OnnxRuntime.Native;

/// <summary>A zero-terminated UTF-8 text at an address that stays put for as long as this object lives.</summary>
internal sealed unsafe class Utf8Name
{
    private readonly byte[] bytes;

    internal Utf8Name(string text)
    {
        bytes = GC.AllocateUninitializedArray<byte>(Encoding.UTF8.GetByteCount(text) + 1, pinned: true);
        Encoding.UTF8.GetBytes(text, bytes);
        bytes[^1] = 0;
    }

    internal byte* Pointer => (byte*)Unsafe.AsPointer(ref MemoryMarshal.GetArrayDataReference(bytes));
}
