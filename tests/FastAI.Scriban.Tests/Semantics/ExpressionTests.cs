using System.Globalization;

namespace FastAI.Scriban.Tests.Semantics;

public sealed class ExpressionTests
{
    [Theory]
    [InlineData("1 + 2 * 3", "7")]
    [InlineData("(1 + 2) * 3", "9")]
    [InlineData("10 - 4 - 3", "3")]
    [InlineData("7 // 2", "3")]
    [InlineData("(-7) // 2", "-3")]
    [InlineData("7 % 4", "3")]
    [InlineData("-3 + 1", "-2")]
    [InlineData("2147483647 + 1", "2147483648")]
    [InlineData("4000000000 - 3999999999", "1")]
    [InlineData("0x1F", "31")]
    [InlineData("1.5 + 1", "2.5")]
    [InlineData("0.1 * 3", "0.30000000000000004")]
    public void Numbers(string expression, string expected) => Assert.Equal(expected, Render(expression));

    [Theory]
    [InlineData("\"a\" + 1", "a1")]
    [InlineData("1 + 'a'", "1a")]
    [InlineData("'ab' * 3", "ababab")]
    [InlineData("2 * 'ab'", "abab")]
    [InlineData("'a\\n\\t\\u0041\\x42'", "a\n\tAB")]
    [InlineData("`a\\n`", "a\\n")]
    [InlineData("null + 'a'", "a")]
    [InlineData("'abc'[1]", "b")]
    public void Strings(string expression, string expected) => Assert.Equal(expected, Render(expression));

    [Theory]
    [InlineData("1 == 1.0", "true")]
    [InlineData("'a' == 'b'", "false")]
    [InlineData("'1' == 1", "true")]
    [InlineData("null == null", "true")]
    [InlineData("1 != null", "true")]
    [InlineData("1 == null", "false")]
    [InlineData("'aaa' < 'abb'", "true")]
    [InlineData("2 >= 3 || 1 < 2 && 3 > 2", "true")]
    [InlineData("!true || !false", "true")]
    [InlineData("1 && null", "false")]
    [InlineData("0 ? 'zero is true' : 'false'", "zero is true")]
    [InlineData("'' ? 'empty is true' : 'false'", "empty is true")]
    [InlineData("null ?? 5", "5")]
    [InlineData("null ?? null ?? 6", "6")]
    [InlineData("1 < 2 ? 3 + 1 : 4", "4")]
    public void Conditions(string expression, string expected) => Assert.Equal(expected, Render(expression));

    [Theory]
    [InlineData("[1, 'a', [2, null]]", "[1, \"a\", [2, null]]")]
    [InlineData("[\n 1,\n 2,\n]", "[1, 2]")]
    [InlineData("[1, 2].size", "2")]
    [InlineData("{a: 1, \"b\": 2}.b", "2")]
    [InlineData("{ a: {\n b: 3 }\n}.a.b", "3")]
    public void Collections(string expression, string expected) => Assert.Equal(expected, Render(expression));

    [Fact]
    public void NumbersAreWrittenTheSameInEveryCulture()
    {
        CultureInfo before = CultureInfo.CurrentCulture;
        try
        {
            var foreign = (CultureInfo)CultureInfo.InvariantCulture.Clone();
            foreign.NumberFormat.NumberDecimalSeparator = ",";
            foreign.NumberFormat.NegativeSign = "~";
            CultureInfo.CurrentCulture = foreign;
            Assert.Equal("~1,5", (-1.5).ToString());
            var model = new { Real = -1.5, Whole = -12, Long = -3_000_000_000L, Exact = -2.50m };
            Assert.Equal("-1.5 -12 -3000000000 -2.50 -1.5", Strict.Render("{{ real }} {{ whole }} {{ long }} {{ exact }} {{ '' + real }}", model));
        }
        finally
        {
            CultureInfo.CurrentCulture = before;
        }
    }

    [Theory]
    [InlineData("'a' | string.append 'b' | string.upcase", "AB")]
    [InlineData("string.append('a', 'b')", "ab")]
    [InlineData("string.append 'a' ('b' + 'c')", "abc")]
    [InlineData("string.append 'a' 'b' + 'c'", "abc")]
    [InlineData("'text' |\n  string.append 'END' |\n  string.prepend 'START'", "STARTtextEND")]
    [InlineData("1 + 2 | math.plus 4", "7")]
    [InlineData("[1, 2, 3] | array.reverse | array.join '-'", "3-2-1")]
    [InlineData("1..3 | array.join ','", "1,2,3")]
    [InlineData("(1..3 | array.size) + 1", "4")]
    public void CallsAndPipes(string expression, string expected) => Assert.Equal(expected, Render(expression));

    private static string Render(string expression) => Strict.Render("{{ " + expression + " }}");
}
