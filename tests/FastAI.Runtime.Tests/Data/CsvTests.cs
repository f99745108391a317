using System.Globalization;
using System.Text;
using FastAI.Model;
using FastAI.Runtime.Data;
using Xunit;

namespace FastAI.Runtime.Tests.Data;

public sealed class CsvTests
{
    [Theory]
    [InlineData("1,2,3\n4,5,6\n")]
    [InlineData("1,2,3\r\n4,5,6")]
    [InlineData("1;2;3\n4;5;6\n")]
    [InlineData("1\t2\t3\n4\t5\t6\n")]
    [InlineData("1 2 3\n4  5\t6 \n")]
    [InlineData("  1  2  3\n  4  5  6\n")]
    [InlineData("a,b,c\n1, 2, 3\n4 ,5 ,6\n")]
    [InlineData("\"a\";\"b\";\"c\"\n1;2;3\n4;5;6\n")]
    [InlineData("# a, b, c\n\n1,2,3 # first\n   \n4,5,6\n#")]
    [InlineData("\uFEFF1,2,3\n4,5,6\n")]
    public void ReadsTheUsualDialects(string text)
    {
        using var file = Open(text);
        Assert.Equal(DataFormat.Csv, file.Format);
        var array = Assert.Single(file.Arrays);
        Assert.Equal([2, 3], array.Shape);
        Assert.Equal(ElementKind.Int64, array.Kind);
        var values = new double[6];
        array.ReadAsDouble(0, 2, values);
        Assert.Equal([1, 2, 3, 4, 5, 6], values);
        var integers = new long[3];
        array.ReadAsLong(1, 1, integers);
        Assert.Equal([4, 5, 6], integers);
    }

    [Fact]
    public void OneFractionMakesThemAllFloats()
    {
        using var file = Open("1,2\n3,4e-1\n");
        Assert.Equal(ElementKind.Float64, file.Arrays[0].Kind);
        var values = new double[4];
        file.Arrays[0].ReadAsDouble(0, 2, values);
        Assert.Equal([1, 2, 3, 0.4], values);
    }

    [Theory]
    [InlineData("1,2\n3,x\n", "line 2, column 2: \"x\"")]
    [InlineData("1,2\n3,\n", "line 2, column 2: the field is empty")]
    [InlineData("1,2\n# note\n3\n", "line 3: 1 fields, but the first line has 2")]
    [InlineData("1,2\n3,4,5\n", "line 2, column 3: more fields")]
    [InlineData("1.5;2\n1,5;2\n", "decimals are written with a point")]
    [InlineData("1.0,2.O,3\n", "line 1, column 2: \"2.O\"")]
    [InlineData("a,b\n", "no line of numbers")]
    [InlineData("# nothing\n", "no line of data")]
    [InlineData("\n", "no line of data")]
    [InlineData("", "empty")]
    public void SaysWhereATextIsWrong(string text, string expected)
    {
        var failure = Assert.Throws<FastAIException>(() => Open(text));
        Assert.Equal(ExitCode.BadInput, failure.Code);
        Assert.Contains(expected, failure.Message);
    }

    [Fact]
    public void ReadsAnyRangeOfALongText()
    {
        const int events = 20_000;
        var random = new Random(11);
        double[] values = [.. Enumerable.Range(0, events * 3).Select(_ => random.NextDouble() - 0.5)];
        var text = new StringBuilder("u,v,w\n");
        for (var index = 0; index < events; index++)
        {
            text.Append(index % 97 == 0 ? "# a comment of some length\n\n" : "");
            text.AppendJoin(',', values.Skip(index * 3).Take(3).Select(value => value.ToString("R", CultureInfo.InvariantCulture)))
                .Append('\n');
        }
        using var file = Open(text.ToString());
        Assert.Equal([events, 3], file.Arrays[0].Shape);
        var read = new double[3 * 3000];
        for (var round = 0; round < 60; round++)
        {
            var count = random.Next(1, 3000);
            var start = round % 3 == 0 ? 0 : random.Next(events - count + 1);
            file.Arrays[0].ReadAsDouble(start, count, read);
            Assert.Equal(values.AsSpan(start * 3, count * 3), read.AsSpan(0, count * 3));
        }
    }

    [Fact]
    public void ReadsLinesLongerThanABuffer()
    {
        var line = string.Join(' ', Enumerable.Range(0, 50_000));
        using var file = Open(line + "\n" + line);
        Assert.Equal([2, 50_000], file.Arrays[0].Shape);
        var values = new long[50_000];
        file.Arrays[0].ReadAsLong(1, 1, values);
        Assert.Equal(Enumerable.Range(0, 50_000).Select(value => (long)value), values);
    }

    private static DataFile Open(string text)
    {
        using var file = new TemporaryFile(Encoding.UTF8.GetBytes(text));
        return DataFile.Open(file.Path);
    }
}
