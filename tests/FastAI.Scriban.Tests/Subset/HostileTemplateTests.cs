using Scriban;
using Scriban.Syntax;

namespace FastAI.Scriban.Tests.Subset;

/// <summary>No template takes the program down: time, memory and stack are bounded.</summary>
public sealed class HostileTemplateTests
{
    [Theory]
    [InlineData("for i in 1..1000000000; end", "LoopLimit")]
    [InlineData("for i in 1..1000; for j in 1..1000; end; end", "LoopLimit")]
    [InlineData("func f; f; end; f", "RecursiveLimit")]
    [InlineData("func f(n); if n > 0; f n - 1; f n - 1; end; end; f 60", "LoopLimit")]
    [InlineData("func f; ret [1, 2] | array.each @f; end; f", "RecursiveLimit")]
    [InlineData("func f(n); if n > 50; ret 1; end; ret [n + 1, n + 1] | array.each @f; end; f 1", "LoopLimit")]
    [InlineData("s = 'abc'; for i in 1..100; s = s + s; end", "LimitToString")]
    [InlineData("'a' * 2000000000", "LimitToString")]
    [InlineData("'a' * 9000000000000000000", "LimitToString")]
    [InlineData("'a' | string.pad_left 2000000000", "LimitToString")]
    [InlineData("s = 'a' * 10000; s | string.replace 'a' s", "LimitToString")]
    [InlineData("for i in 1..1000; 'a' * 20000; end", "LimitToString")]
    [InlineData("a = [1, 2]; for i in 1..100; a = a | array.add_range a; end", "items")]
    [InlineData("1..100000000000 | array.reverse", "items")]
    [InlineData("a = []; a[2000000000] = 1", "outside 0 to")]
    [InlineData("a = [1]; a[0] = a; a", "nested")]
    [InlineData("a = 'x'; for i in 1..15; a = [a, a, a, a, a, a, a, a]; end; a", "longer than")]
    [InlineData("1 | math.format 'D999999999'", "too many digits")]
    [InlineData("include 'self'", "RecursiveLimit")]
    public void IsBounded(string code, string message)
    {
        var loader = new MemoryLoader(new() { ["self"] = "{{ include 'self' }}" });
        var error = Assert.Throws<ScriptRuntimeException>(() => Strict.Render("{{ " + code + " }}", null, loader));
        Assert.Contains(message, error.Message);
    }

    [Fact]
    public void DeepNestingIsRefused()
    {
        AssertTooDeep("{{ " + new string('(', 100_000) + "1");
        AssertTooDeep("{{ " + new string('!', 100_000) + "1 }}");
        AssertTooDeep("{{ " + new string('[', 100_000) + "1 }}");
        AssertTooDeep("{{ 1" + string.Concat(Enumerable.Repeat(" + 1", 100_000)) + " }}");
        AssertTooDeep("{{ a" + string.Concat(Enumerable.Repeat(".b", 100_000)) + " }}");
        AssertTooDeep("{{ 1" + string.Concat(Enumerable.Repeat(" | f", 100_000)) + " }}");
        AssertTooDeep("{{ a" + string.Concat(Enumerable.Repeat(" ? 1 : a", 100_000)) + " }}");
        AssertTooDeep(string.Concat(Enumerable.Repeat("{{ if a }}", 100_000)));
    }

    [Fact]
    public void UnlimitedRecursionEndsBeforeTheStackDoes()
    {
        TemplateContext context = Strict.Context();
        context.RecursiveLimit = 0;
        context.LoopLimit = 0;
        var error = Assert.Throws<ScriptRuntimeException>(() => Template.Parse("{{ func f; f; end; f }}").Render(context));
        Assert.Contains("the stack allows", error.Message);
    }

    [Fact]
    public void CancellationEndsALoop()
    {
        using var source = new CancellationTokenSource();
        TemplateContext context = Strict.Context();
        context.LoopLimit = 0;
        context.CancellationToken = source.Token;
        context.CurrentGlobal.Import("stop", new Action(source.Cancel));
        Template template = Template.Parse("{{ for i in 1..1000000000000; if i == 10; stop; end; end }}");
        Assert.Throws<ScriptAbortException>(() => template.Render(context));
    }

    [Fact]
    public void RandomTextNeverBreaksTheParser()
    {
        string[] parts =
        [
            "{{", "}}", "{{-", "~}}", "if ", "else", "end", "for x in ", "a", ".", "(", ")", "[", "]", "{", "}", "'", "\"", "`", "|", "+",
            "..", "1", "\n", ";", "#", "##", "{%{", "}%}", "func f", "@", "$", "?", ":", "=", " ",
        ];
        var random = new Random(20240611);
        for (int round = 0; round < 20_000; round++)
        {
            string text = string.Concat(Enumerable.Range(0, random.Next(1, 25)).Select(_ => parts[random.Next(parts.Length)]));
            Template template = Template.Parse(text);
            Assert.Equal(template.HasErrors, template.Messages.Count > 0);
            if (template.HasErrors) continue;
            try
            {
                template.Render(Strict.Context(new { A = 1 }));
            }
            catch (ScriptRuntimeException e)
            {
                Assert.StartsWith("<input>(", e.Message);
            }
        }
    }

    [Fact]
    public void RelaxedSettingsAreRefused()
    {
        var context = new TemplateContext();
        Assert.Throws<NotSupportedException>(() => context.StrictVariables = false);
        Assert.Throws<NotSupportedException>(() => context.EnableRelaxedMemberAccess = true);
        Assert.Throws<NotSupportedException>(() => context.AutoIndent = true);
    }

    private static void AssertTooDeep(string text)
    {
        Template template = Template.Parse(text);
        Assert.True(template.HasErrors);
        Assert.Contains("nested more than", Assert.Single(template.Messages).Message);
    }
}
