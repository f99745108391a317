using System.Diagnostics;
using System.IO.Compression;
using System.Xml.Linq;
using FastAI.Testing;
using Xunit;

namespace FastAI.Emulation.Tests;

/// <summary>The emulator is a package that any program can use, with nothing but Google.Protobuf beneath it.</summary>
public sealed class PackageTests
{
    [Fact]
    public void NothingButProtobufLiesBeneath()
    {
        Assert.Equal(["FastAI.Model"], Dependencies("FastAI.Emulation"));
        Assert.Equal(["Google.Protobuf"], Dependencies("FastAI.Model"));
    }

    [Fact]
    public void AssembliesReferToNothingElse()
    {
        var seen = new HashSet<string>();
        var open = new Stack<System.Reflection.Assembly>([typeof(Emulator).Assembly]);
        while (open.TryPop(out var assembly))
            foreach (
                var name in assembly
                    .GetReferencedAssemblies()
                    .Where(n => !n.Name!.StartsWith("System", StringComparison.Ordinal) && n.Name != "netstandard" && seen.Add(n.Name!))
            )
                open.Push(System.Reflection.Assembly.Load(name));
        Assert.Equal(["FastAI.Model", "Google.Protobuf"], seen.Order());
    }

    private static IEnumerable<string> Dependencies(string project)
    {
        string folder = Directory.CreateTempSubdirectory("package").FullName;
        try
        {
            string configuration = Path.GetFileName(Path.GetDirectoryName(typeof(Emulator).Assembly.Location))!;
            var start = new ProcessStartInfo(
                "dotnet",
                [
                    "pack",
                    Workspace.File("runtime", project, $"{project}.csproj"),
                    "--no-build",
                    "-c",
                    configuration,
                    "-o",
                    folder,
                    "-nologo",
                    "-v",
                    "q",
                ]
            )
            {
                RedirectStandardOutput = true,
                RedirectStandardError = true,
            };
            using var pack = Process.Start(start)!;
            string said = pack.StandardOutput.ReadToEnd() + pack.StandardError.ReadToEnd();
            pack.WaitForExit();
            Assert.True(pack.ExitCode == 0, said);
            using var package = ZipFile.OpenRead(Assert.Single(Directory.GetFiles(folder, "*.nupkg")));
            using var description = package.Entries.Single(e => e.Name.EndsWith(".nuspec", StringComparison.Ordinal)).Open();
            return
            [
                .. XDocument
                    .Load(description)
                    .Descendants()
                    .Where(e => e.Name.LocalName == "dependency")
                    .Select(e => (string)e.Attribute("id")!),
            ];
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }
}
