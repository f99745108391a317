using FastAI.Testing;
using Xunit;

namespace FastAI.Hardware.Tests.Commands;

/// <summary>Whatever is wrong with what the user gives: one line, the right exit code, no output folder.</summary>
public sealed class BadInputTests : IDisposable
{
    private static readonly string Model = Workspace.File("examples", "lar-calorimeter", "model.onnx");
    private static readonly string Precision = Workspace.File("examples", "lar-calorimeter", "precision.yaml");

    private readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Fact]
    public void EmptyModel() => Assert.Contains("empty", FailToCompile(2, []));

    [Theory]
    [InlineData(1)]
    [InlineData(200)]
    [InlineData(900)]
    public void TruncatedModel(int bytes) => FailToCompile(2, File.ReadAllBytes(Model)[..bytes]);

    [Fact]
    public void TextInsteadOfModel() => FailToCompile(2, "hello, world"u8.ToArray());

    [Fact]
    public void MissingModel() =>
        AssertNothingWritten(Fastai.Fail(2, "compile", folder["none.onnx"], "-o", folder["out"], "--precision", Precision));

    [Fact]
    public void NothingSaysWhatTheInputsAre() =>
        Assert.Contains("--calibrate", AssertNothingWritten(Fastai.Fail(2, "compile", Model, "-o", folder["out"])));

    [Fact]
    public void FormatThatIsNone() =>
        Assert.Contains(
            "fixed<99,6>",
            AssertNothingWritten(Fastai.Fail(2, "compile", Model, "-o", folder["out"], "--precision", "fixed<99,6>"))
        );

    [Fact]
    public void PrecisionFileWithUnknownName()
    {
        File.WriteAllText(folder["types.yaml"], "relu7: { format: \"fixed<8,3>\" }\n");
        Assert.Contains(
            "relu7",
            AssertNothingWritten(Fastai.Fail(2, "compile", Model, "-o", folder["out"], "--precision", folder["types.yaml"]))
        );
    }

    [Fact]
    public void DataOfAnotherShapeSayExpectedAndFound()
    {
        string line = AssertNothingWritten(
            Fastai.Fail(
                2,
                "compile",
                Model,
                "-o",
                folder["out"],
                "--calibrate",
                Workspace.File("examples", "waveform-peak", "waveforms.npy")
            )
        );
        Assert.Contains("28", line);
        Assert.Contains("1024", line);
    }

    [Fact]
    public void ClockThatNoLogicMeets() =>
        Assert.Contains(
            "5000 MHz",
            AssertNothingWritten(Fastai.Fail(1, "compile", Model, "-o", folder["out"], "--precision", Precision, "--clock", "5000"))
        );

    [Fact]
    public void UnknownDevice() =>
        Assert.Contains(
            "known are",
            AssertNothingWritten(Fastai.Fail(1, "compile", Model, "-o", folder["out"], "--precision", Precision, "--device", "abacus"))
        );

    [Fact]
    public void UnknownOption() => Assert.Contains("--help", Fastai.Fail(1, "compile", Model, "-o", folder["out"], "--fast"));

    [Fact]
    public void UnknownCommand() => Fastai.Fail(1, "transmute");

    [Fact]
    public void FolderWithOtherFilesIsLeftAlone()
    {
        Directory.CreateDirectory(folder["out"]);
        File.WriteAllText(Path.Combine(folder["out"], "thesis.tex"), "do not lose me");
        Fastai.Fail(2, "compile", Model, "-o", folder["out"], "--precision", Precision);
        Assert.Equal("do not lose me", File.ReadAllText(Path.Combine(folder["out"], "thesis.tex")));
    }

    [Fact]
    public void EmulateWantsAnOutputFolder() =>
        Assert.Contains("fastai compile", Fastai.Fail(2, "emulate", folder.Path, Precision, "-o", folder["y.npy"]));

    private string FailToCompile(int exitCode, byte[] model)
    {
        File.WriteAllBytes(folder["model.onnx"], model);
        return AssertNothingWritten(Fastai.Fail(exitCode, "compile", folder["model.onnx"], "-o", folder["out"], "--precision", Precision));
    }

    private string AssertNothingWritten(string line)
    {
        Assert.Empty(Directory.EnumerateDirectories(folder.Path));
        return line;
    }
}
