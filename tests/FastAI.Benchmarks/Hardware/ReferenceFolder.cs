namespace FastAI.Benchmarks.Hardware;

/// <summary>Finds the repository and the reference data that may lie beside it.</summary>
internal static class ReferenceFolder
{
    /// <summary>A folder of <c>../shared/reference</c>; null when it is absent.</summary>
    public static string? Find(string name) =>
        Root() is { } root
        && Path.GetFullPath(Path.Combine(root, "..", "shared", "reference", name)) is var found
        && Directory.Exists(found)
            ? found
            : null;

    /// <summary>A folder of <c>examples</c>; null when the program does not run inside the repository.</summary>
    public static string? Example(string name) => InRepository(Path.Combine("examples", name));

    /// <summary>A folder by its path in the repository; null when the program does not run inside it.</summary>
    public static string? InRepository(string path) =>
        Root() is { } root && Path.Combine(root, path) is var found && Directory.Exists(found) ? found : null;

    private static string? Root()
    {
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder != null; folder = folder.Parent)
        {
            if (File.Exists(Path.Combine(folder.FullName, "FastAI.sln")))
                return folder.FullName;
        }

        return null;
    }
}
