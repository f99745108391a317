using System.Runtime.InteropServices;

namespace Microsoft.ML.OnnxRuntime.Native;

/// <summary>The C API: the table of functions, the check of their status, and the calls that several classes share.</summary>
internal static unsafe class OrtApi
{
    /// <summary>The oldest table that has every slot used here; later libraries serve it too.</summary>
    private const uint ApiVersion = 17;

    // Lazy rather than a static constructor: a missing library then surfaces as the DllNotFoundException itself.
    private static readonly Lazy<nint> ApiBase = new(LoadBase);
    private static readonly Lazy<nint> Table = new(LoadTable);

    internal static string Version => Text(((delegate* unmanaged<byte*>)((void**)ApiBase.Value)[1])());

    internal static void* Function(OrtApiSlot slot) => ((void**)Table.Value)[(int)slot];

    /// <summary>Throws when <paramref name="status"/> is an error, and releases it.</summary>
    /// <exception cref="OnnxRuntimeException">ONNX Runtime refused; the message is its own.</exception>
    internal static void Check(nint status)
    {
        if (status != 0)
        {
            Throw(status);
        }
    }

    internal static void Release(OrtApiSlot slot, nint handle) => ((delegate* unmanaged<nint, void>)Function(slot))(handle);

    /// <summary>Calls a function of the form <c>(out object)</c>.</summary>
    internal static nint Create(OrtApiSlot slot)
    {
        nint created;
        Check(((delegate* unmanaged<nint*, nint>)Function(slot))(&created));
        return created;
    }

    /// <summary>Calls a function of the form <c>(object, out object)</c>.</summary>
    internal static nint GetObject(OrtApiSlot slot, nint handle)
    {
        nint value;
        Check(((delegate* unmanaged<nint, nint*, nint>)Function(slot))(handle, &value));
        return value;
    }

    /// <summary>Calls a function of the form <c>(object, out int)</c>.</summary>
    internal static int GetInt(OrtApiSlot slot, nint handle)
    {
        int value;
        Check(((delegate* unmanaged<nint, int*, nint>)Function(slot))(handle, &value));
        return value;
    }

    /// <summary>Calls a function of the form <c>(object, out size_t)</c>.</summary>
    internal static int GetCount(OrtApiSlot slot, nint handle)
    {
        nuint value;
        Check(((delegate* unmanaged<nint, nuint*, nint>)Function(slot))(handle, &value));
        return checked((int)value);
    }

    /// <summary>Calls a function of the form <c>(object)</c>.</summary>
    internal static void Apply(OrtApiSlot slot, nint handle) => Check(((delegate* unmanaged<nint, nint>)Function(slot))(handle));

    /// <summary>Calls a function of the form <c>(object, int)</c>.</summary>
    internal static void SetInt(OrtApiSlot slot, nint handle, int value) => Check(((delegate* unmanaged<nint, int, nint>)Function(slot))(handle, value));

    /// <summary>Calls a function of the form <c>(object, text)</c>.</summary>
    internal static void SetText(OrtApiSlot slot, nint handle, string text)
    {
        var name = new Utf8Name(text);
        Check(((delegate* unmanaged<nint, byte*, nint>)Function(slot))(handle, name.Pointer));
        GC.KeepAlive(name);
    }

    internal static string Text(byte* text) => Marshal.PtrToStringUTF8((nint)text) ?? "";

    private static void Throw(nint status)
    {
        var code = ((delegate* unmanaged<nint, int>)Function(OrtApiSlot.GetErrorCode))(status);
        var message = Text(((delegate* unmanaged<nint, byte*>)Function(OrtApiSlot.GetErrorMessage))(status));
        Release(OrtApiSlot.ReleaseStatus, status);
        throw new OnnxRuntimeException((ErrorCode)code, message);
    }

    private static nint LoadBase()
    {
        var library = NativeLibraryLocator.Load();
        return NativeLibrary.TryGetExport(library, "OrtGetApiBase", out var entry)
            ? ((delegate* unmanaged<nint>)entry)()
            : throw new DllNotFoundException($"The library found is not ONNX Runtime: it has no OrtGetApiBase. Correct " +
                $"{NativeLibraryLocator.EnvironmentVariable} or run `make setup`.");
    }

    private static nint LoadTable()
    {
        var table = ((delegate* unmanaged<uint, nint>)((void**)ApiBase.Value)[0])(ApiVersion);
        return table != 0
            ? table
            : throw new DllNotFoundException($"ONNX Runtime {Version} is too old: 1.{ApiVersion} or later is needed. Correct " +
                $"{NativeLibraryLocator.EnvironmentVariable} or run `make setup`.");
    }
}
