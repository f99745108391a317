using Scriban;

namespace FastAI.Scriban.Tests.Subset;

/// <summary>What is outside the subset, or no Scriban at all, is refused when parsing, at its place.</summary>
public sealed class RefusalTests
{
    [Theory]
    [InlineData("a\n  {{ while x }}", "2,6", "`while` is outside the supported subset")]
    [InlineData("{{ with x }}{{ end }}", "1,4", "`with`")]
    [InlineData("{{ import x }}", "1,4", "`import`")]
    [InlineData("{{ 4 / 2 }}", "1,6", "use `//`")]
    [InlineData("{{ x += 2 }}", "1,6", "assign with `=`")]
    [InlineData("{{ x?.y }}", "1,5", "`?.`")]
    [InlineData("{{ $\"a\" }}", "1,4", "Interpolated strings")]
    [InlineData("{{ string.slice 'a' start: 1 }}", "1,21", "Named arguments")]
    [InlineData("{{ 'a' | string.md5 }}", "1,10", "`string.md5` is not a built-in")]
    [InlineData("{{ math.max 1 2 }}", "1,4", "`math.max` is not a built-in")]
    [InlineData("{{ this.x }}", "1,4", "`this`")]
    [InlineData("{{ 0..n-1 }}", "1,8", "A range binds tighter")]
    [InlineData("{{ 1 + string.size 'a' }}", "1,20", "parentheses")]
    [InlineData("{{ !string.empty 'a' }}", "1,18", "parentheses")]
    [InlineData("{{ 'a' | string.size + 1 }}", "1,22", "Put the pipe before `+` in parentheses")]
    [InlineData("{{ 1 | 2 }}", "1,8", "piped to a function only")]
    [InlineData("{{ 1 = 2 }}", "1,4", "can be assigned")]
    [InlineData("{{ func f(x...) }}{{ end }}", "1,12", "Variable parameters")]
    [InlineData("{{ for.count }}", "1,8", "`index`")]
    public void OutsideTheSubset(string template, string place, string message) => AssertError(template, place, message);

    [Theory]
    [InlineData("text {{ x", "1,6", "no closing `}}`")]
    [InlineData("{{ if x }}a", "1,4", "no `end`")]
    [InlineData("{{ for x in y }}{{ else }}{{ end }}", "1,4", "no `end`")]
    [InlineData("{{ end }}", "1,4", "belongs to no statement")]
    [InlineData("{{ else }}", "1,4", "belongs to no statement")]
    [InlineData("{{ 1 + }}", "1,8", "Expected an expression, not `}}`")]
    [InlineData("{{ (1 }}", "1,7", "close the parenthesis")]
    [InlineData("{{ [1 2] }}", "1,7", "Unexpected value")]
    [InlineData("{{ 'abc }}", "1,4", "not closed")]
    [InlineData("{{ 'a\\q' }}", "1,6", "Unknown escape")]
    [InlineData("{{ 12ab }}", "1,4", "suffix")]
    [InlineData("{{ 99999999999999999999 }}", "1,4", "64 bits")]
    [InlineData("{{ break }}", "1,4", "outside a loop")]
    [InlineData("{{ for x in y; func f; break; end; end }}", "1,24", "outside a loop")]
    [InlineData("{{ a b end }}", "1,8", "keyword `end`")]
    [InlineData("{{ x. }}", "1,7", "name of a member")]
    [InlineData("{{ ~ }}", "1,4", "Unexpected character `~`")]
    [InlineData("line\n\n   {{ a }} {{ b ] }}", "3,17", "Expected the end of the line")]
    public void NotScriban(string template, string place, string message) => AssertError(template, place, message);

    private static void AssertError(string template, string place, string message)
    {
        Template parsed = Template.Parse(template, "dir/x.sbn");
        Assert.True(parsed.HasErrors);
        string error = Assert.Single(parsed.Messages).ToString();
        Assert.StartsWith($"dir/x.sbn({place}) : error : ", error);
        Assert.Contains(message, error);
        Assert.Throws<InvalidOperationException>(() => parsed.Render());
    }
}
