using Scriban.Syntax;

namespace FastAI.Scriban.Tests.Subset;

/// <summary>What is wrong while rendering is said with its place; nothing is passed over.</summary>
public sealed class RuntimeErrorTests
{
    [Theory]
    [InlineData("a\n {{ x.unknown }}", "2,5", "no member `unknown`; it has `size`, `y`")]
    [InlineData("{{ unknown }}", "1,4", "The variable or function `unknown` was not found")]
    [InlineData("{{ $v }}", "1,4", "`$v` was not found")]
    [InlineData("{{ $0 }}", "1,4", "no meaning here")]
    [InlineData("{{ func f; ret $1; end; f 1 }}", "1,16", "`$1` was not given")]
    [InlineData("{{ x.y.z }}", "1,4", "the member `z` is asked of a null value")]
    [InlineData("{{ l = [1]; l[1] }}", "1,13", "The index 1 is outside the 1 elements")]
    [InlineData("{{ l = [1]; l[-2] }}", "1,13", "The index -2 is outside the 1 elements")]
    [InlineData("{{ x 1 }}", "1,4", "not a function")]
    [InlineData("{{ 1 // 0 }}", "1,4", "Division by zero")]
    [InlineData("{{ 9223372036854775807 + 1 }}", "1,4", "does not fit 64 bits")]
    [InlineData("{{ [1] + 1 }}", "1,4", "not supported between array and Int32")]
    [InlineData("{{ x < 1 }}", "1,4", "not supported between")]
    [InlineData("{{ for i in 5; end }}", "1,13", "needs a list or a range")]
    [InlineData("{{ string.upcase }}", "1,4", "takes 1 arguments, but 0 are given")]
    [InlineData("{{ func f(a); end; f }}", "1,20", "`a` is missing")]
    [InlineData("{{ func f(a); end; f 1 2 }}", "1,20", "takes 1 arguments, but 2 are given")]
    [InlineData("{{ include 'a' }}", "1,4", "no TemplateLoader")]
    [InlineData("{{ string.upcase = 1 }}", "1,4", "read only")]
    [InlineData("{{ for.index }}", "1,4", "outside a loop")]
    [InlineData("{{ @string.upcase }}", "1,4", "cannot be written")]
    [InlineData("{{ [1, 'a'] | array.sort }}", "1,4", "have no order")]
    [InlineData("{{ 1 | math.format 'Q' }}", "1,4", "no format")]
    [InlineData("{{ d }}", "1,4", "cannot be written; write one of its members; it has `major`")]
    public void Messages(string template, string place, string message)
    {
        var model = new { X = new Dictionary<string, object?> { ["y"] = null, ["size"] = 1 }, D = new { Major = 1 } };
        var error = Assert.Throws<ScriptRuntimeException>(() => Strict.Render(template, model));
        Assert.StartsWith($"test.sbn({place}) : error : ", error.Message);
        Assert.Contains(message, error.Message, StringComparison.OrdinalIgnoreCase);
    }

    [Fact]
    public void ErrorsInIncludesNameTheIncludedFile()
    {
        var loader = new MemoryLoader(new() { ["bad"] = "x\n{{ if }}", ["fails"] = "\n\n{{ nothing }}", });
        Assert.Contains("mem/bad(2,7)", Assert.Throws<ScriptParserRuntimeException>(() => Strict.Render("{{ include 'bad' }}", null, loader)).Message);
        Assert.StartsWith("mem/fails(3,4)", Assert.Throws<ScriptRuntimeException>(() => Strict.Render("{{ include 'fails' }}", null, loader)).Message);
        Assert.StartsWith("test.sbn(1,4)", Assert.Throws<ScriptRuntimeException>(() => Strict.Render("{{ include 'absent' }}", null, loader)).Message);
    }

    [Fact]
    public void AnErrorLeavesTheContextUsable()
    {
        global::Scriban.TemplateContext context = Strict.Context(new { A = 1 });
        var failing = global::Scriban.Template.Parse("{{ func f(q); for i in 1..2; capture c; nothing; end; end; end; f 1 }}");
        Assert.Throws<ScriptRuntimeException>(() => failing.Render(context));
        Assert.Equal("1", global::Scriban.Template.Parse("{{ a }}").Render(context));
        Assert.Throws<ScriptRuntimeException>(() => global::Scriban.Template.Parse("{{ i }}").Render(context));
    }
}
