using Scriban.Runtime;

namespace FastAI.Scriban.Tests.Semantics;

public sealed class StatementTests
{
    [Theory]
    [InlineData(0, "zero")]
    [InlineData(1, "one")]
    [InlineData(5, "many")]
    public void If(int x, string expected) =>
        Assert.Equal(expected, Strict.Render("{{ if x == 0 }}zero{{ else if x == 1 }}one{{ else }}many{{ end }}", new { X = x }));

    [Theory]
    [InlineData("2", "few")]
    [InlineData("5", "five")]
    [InlineData("9", "other")]
    public void Case(string x, string expected) =>
        Assert.Equal(expected, Strict.Render("{{ case x }} dropped {{ when 1, 2 || 3 }}few{{ when 5 }}five{{ else }}other{{ end }}", new { X = x }));

    [Theory]
    [InlineData("for i in 1..3; i; end", "123")]
    [InlineData("for i in 1..<3; i; end", "12")]
    [InlineData("for i in 0..<0; i; end", "")]
    [InlineData("for i in 3..1; i; end", "321")]
    [InlineData("n = 3; for i in 0..(n-1); i; end", "012")]
    [InlineData("for x in ['a', 'b', 'c']; for.index; x; end", "0a1b2c")]
    [InlineData("for x in ['a', 'b', 'c']; for.first; for.last; for.rindex; for.length; ' '; end", "truefalse23 falsefalse13 falsetrue03 ")]
    [InlineData("for x in [1, 1, 2]; for.changed; for.even; for.odd; ' '; end", "truetruefalse falsefalsetrue truetruefalse ")]
    [InlineData("for x in [1, 2]; for y in [3, 4]; x; y; for.index; ' '; end; for.index; end", "130 141 0230 241 1")]
    [InlineData("for i in 1..9; if i == 2; continue; end; if i == 5; break; end; i; end", "134")]
    [InlineData("for $i in 1..3; $i; for.index; end", "102132")]
    [InlineData("x = 7; for x in 1..2; x; end; x", "127")]
    [InlineData("for x in null; x; end", "")]
    [InlineData("for kv in {a: 1, b: 2}; kv.key; kv.value; end", "a1b2")]
    public void Loops(string code, string expected) => Assert.Equal(expected, Strict.Render("{{ " + code + " }}"));

    [Theory]
    [InlineData("a = 1; a = a + 1; a", "2")]
    [InlineData("o = {}; o.x = 5; o['y'] = 6; o.x + o.y", "11")]
    [InlineData("l = []; l[2] = 'c'; l.size; l", "3[null, null, \"c\"]")]
    [InlineData("$v = 4; $v", "4")]
    [InlineData("capture t; 'a'; 1; end; t + '!'", "a1!")]
    public void Assignments(string code, string expected) => Assert.Equal(expected, Strict.Render("{{ " + code + " }}"));

    [Theory]
    [InlineData("func sub; ret $0 - $1; end; sub 5 1; 5 | sub 1", "44")]
    [InlineData("func sub(x, y); ret x - y; end; sub 5 1; sub(5, 2); 5 | sub 4", "431")]
    [InlineData("func f(x, y = 10); ret x + y; end; f 1; ' '; f 1 2", "11 3")]
    [InlineData("func f(x); y = x; ret y; end; y = 1; f 2; y", "21")]
    [InlineData("func f; y = $0; end; y = 1; f 2; y", "2")]
    [InlineData("func f; $v = 1; ret $v; end; $v = 5; f; $v", "15")]
    [InlineData("func fac(n); if n < 2; ret 1; end; ret n * fac(n - 1); end; fac 10", "3628800")]
    [InlineData("func f; for i in 1..9; if i == 3; ret i; end; end; end; f", "3")]
    [InlineData("func twice(x); ret x * 2; end; [1, 2, 3] | array.each @twice", "[2, 4, 6]")]
    [InlineData("func size; ret $.size; end; size 7 8 9", "3")]
    [InlineData("o = {}; func g; ret 'g' + $0; end; o.f = @g; o.f 1", "g1")]
    public void Functions(string code, string expected) => Assert.Equal(expected, Strict.Render("{{ " + code + " }}"));

    [Fact]
    public void FunctionsWriteText() =>
        Assert.Equal("<b>1</b><b>2</b>", Strict.Render("{{ func bold(x) }}<b>{{ x }}</b>{{ end }}{{ bold 1; bold 2 }}"));

    [Fact]
    public void ReturnEndsTheTemplate() => Assert.Equal("This is a text\n", Strict.Render("This is a text\n{{~ ret ~}}\nThis does not appear"));

    [Fact]
    public void IncludesShareGlobalVariablesAndHaveTheirOwnLocals()
    {
        var loader = new MemoryLoader(new()
        {
            ["head"] = "[{{ $0 }}:{{ name }}{{ $x = 9; seen = 'yes' }}]",
            ["value"] = "{{ if $.size == 0; ret 'none'; end }}{{ for v in $; v; end }}",
        });
        const string Template = "{{ $x = 1; include 'head' 'A'; $x; seen; t = include 'head' 'B'; t | string.upcase; include 'value'; include 'value' 3 4 }}";
        Assert.Equal("[A:n]1yes[B:N]none34", Strict.Render(Template, new { Name = "n" }, loader));
        Assert.Equal(1, loader.Loads["mem/head"]);
    }

    [Fact]
    public void LaterGlobalsHideEarlierOnes()
    {
        var context = Strict.Context(new { A = 1, B = 2 });
        context.PushGlobal(new ScriptObject { ["b"] = 3 });
        Assert.Equal("13", global::Scriban.Template.Parse("{{ a }}{{ b }}").Render(context));
        context.PopGlobal();
        Assert.Equal("12", global::Scriban.Template.Parse("{{ a }}{{ b }}").Render(context));
    }
}
