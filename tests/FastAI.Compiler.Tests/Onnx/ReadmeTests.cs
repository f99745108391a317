using FastAI.Compiler.Onnx;
using FastAI.Testing;
using Xunit;

namespace FastAI.Compiler.Tests.Onnx;

public sealed class ReadmeTests
{
    /// <summary>On failure, put the output of <c>fastai operators</c> between the two markers.</summary>
    [Fact]
    public void The_list_of_operators_is_the_one_that_is_declared()
    {
        string readme = File.ReadAllText(Workspace.File("README.md"));
        int first = readme.IndexOf("<!-- operators:", StringComparison.Ordinal),
            last = readme.IndexOf("<!-- operators end", StringComparison.Ordinal);
        Assert.InRange(first, 0, last);
        Assert.Equal(OperatorTable.Markdown().Trim(), readme[(readme.IndexOf('\n', first) + 1)..last].Trim());
    }
}
