using System.Runtime.InteropServices;

namespace Microsoft.ML.OnnxRuntime.Native;

/// <summary>Finds the native ONNX Runtime: the file or folder named by <c>FASTAI_ONNXRUNTIME</c>, else beside the assembly, else where the
/// system's loader looks.</summary>
internal static class NativeLibraryLocator
{
    internal const string EnvironmentVariable = "FASTAI_ONNXRUNTIME";

    /// <exception cref="DllNotFoundException">No library was found, or the one found does not load on this machine.</exception>
    internal static nint Load()
    {
        var named = Environment.GetEnvironmentVariable(EnvironmentVariable);
        if (!string.IsNullOrEmpty(named))
        {
            return LoadNamed(named);
        }
        foreach (var folder in new[] { AppContext.BaseDirectory, Path.GetDirectoryName(typeof(NativeLibraryLocator).Assembly.Location) ?? "" }.Distinct())
        {
            if (FindIn(folder) is { } file)
            {
                return NativeLibrary.Load(file);
            }
        }
        foreach (var name in FileNames)
        {
            if (NativeLibrary.TryLoad(name, out var handle))
            {
                return handle;
            }
        }
        throw new DllNotFoundException(
            $"The native ONNX Runtime library ({FileNames[0]}) is not beside the program in {AppContext.BaseDirectory}. " +
            $"Run `make setup` and build again, or set {EnvironmentVariable} to the library file.");
    }

    private static nint LoadNamed(string named)
    {
        var file = Directory.Exists(named) ? FindIn(named) : File.Exists(named) ? named : null;
        return file is not null
            ? NativeLibrary.Load(Path.GetFullPath(file))
            : throw new DllNotFoundException(
                $"{EnvironmentVariable} names \"{named}\", which is neither the native ONNX Runtime library nor a folder with " +
                $"{FileNames[0]} in it. " +
                "Correct it, or unset it and run `make setup`.");
    }

    private static string? FindIn(string folder) => FileNames
        .Select(name => Path.Combine(folder, name))
        .FirstOrDefault(File.Exists);

    private static string[] FileNames { get; } =
        OperatingSystem.IsWindows() ? ["onnxruntime.dll"]
        : OperatingSystem.IsMacOS() ? ["libonnxruntime.dylib"]
        : ["libonnxruntime.so.1", "libonnxruntime.so"];
}
