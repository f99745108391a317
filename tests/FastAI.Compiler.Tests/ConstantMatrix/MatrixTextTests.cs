using FastAI.Compiler.ConstantMatrix;
using FastAI.Model;
using Xunit;

namespace FastAI.Compiler.Tests.ConstantMatrix;

public sealed class MatrixTextTests
{
    [Fact]
    public void Rows_comments_and_separators_are_read()
    {
        long[,] matrix = MatrixText.Read(new StringReader("# weights\n1 -2, 3\n\n 4\t5;-1099511627776 # last\n"), "m.txt");
        Assert.Equal(
            new long[,]
            {
                { 1, -2, 3 },
                { 4, 5, -1099511627776 },
            },
            matrix
        );
    }

    [Theory]
    [InlineData("", "m.txt: holds no numbers")]
    [InlineData("1 2\n3\n", "m.txt, line 2: 1 numbers")]
    [InlineData("1 2\n3 4.5\n", "m.txt, line 2: '4.5'")]
    [InlineData("99999999999999999999", "m.txt, line 1: '99999999999999999999'")]
    public void Damage_is_named_with_its_line(string text, string start)
    {
        var error = Assert.Throws<FastAIException>(() => MatrixText.Read(new StringReader(text), "m.txt"));
        Assert.StartsWith(start, error.Message);
        Assert.Equal(ExitCode.BadInput, error.Code);
    }

    [Fact]
    public void A_missing_file_is_bad_input()
    {
        var error = Assert.Throws<FastAIException>(() => MatrixText.Read("no-such-matrix.txt"));
        Assert.Equal(ExitCode.BadInput, error.Code);
    }
}
