using Xunit;

namespace FastAI.Testing;

/// <summary>Finds the repository and the reference data that may lie beside it.</summary>
public static class Workspace
{
    /// <summary>The repository's root: the nearest folder above the running assembly that holds FastAI.sln.</summary>
    public static string Root { get; } = FindRoot();

    /// <summary>A file of the repository.</summary>
    public static string File(params string[] parts) => Path.Combine([Root, .. parts]);

    /// <summary>A file or folder of <c>../shared</c>; the running test is skipped with a message when it is absent.</summary>
    public static string Shared(params string[] parts)
    {
        string path = Path.GetFullPath(Path.Combine([Root, "..", "shared", .. parts]));
        Skip.IfNot(
            System.IO.File.Exists(path) || Directory.Exists(path),
            $"reference data {Path.Combine(["../shared", .. parts])} is not beside the repository"
        );
        return path;
    }

    /// <summary>Skips the running test when <paramref name="program"/> is not on the path; returns its full path.</summary>
    public static string Tool(string program)
    {
        string? found = (Environment.GetEnvironmentVariable("PATH") ?? "")
            .Split(Path.PathSeparator)
            .Select(folder => Path.Combine(folder, program))
            .FirstOrDefault(System.IO.File.Exists);
        Skip.If(found is null, $"{program} is not installed");
        return found!;
    }

    private static string FindRoot()
    {
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
            if (System.IO.File.Exists(Path.Combine(folder.FullName, "FastAI.sln")))
                return folder.FullName;
        throw new DirectoryNotFoundException("FastAI.sln is not above " + AppContext.BaseDirectory);
    }
}
