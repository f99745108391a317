using System.Collections.Immutable;
using System.Text;
using Scriban;
using Scriban.Runtime;

namespace FastAI.Scriban.Tests.Semantics;

public sealed class ModelTests
{
    [Theory]
    [InlineData("LatencyCycles", "latency_cycles")]
    [InlineData("Name", "name")]
    [InlineData("name", "name")]
    [InlineData("HTTPPort", "httpport")]
    [InlineData("Stage2Width", "stage2_width")]
    [InlineData("IsX", "is_x")]
    public void Names(string member, string expected) => Assert.Equal(expected, StandardMemberRenamer.Rename(member));

    [Fact]
    public void RecordsListsAndDictionaries()
    {
        var model = new
        {
            Stages = ImmutableArray.Create(new Stage("s0", 3, Kind.Adder), new Stage("s1", 4, Kind.Table)),
            Sizes = new Dictionary<string, int> { ["a_b"] = 5 },
            Lazy = Enumerable.Range(0, 3).Select(i => i * i),
            Pair = (1, 2),
            Missing = (string?)null,
        };
        const string Template = """
            {{ for s in stages }}{{ s.name }}:{{ s.latency_cycles }}:{{ s.kind }}:{{ s.kind == 'Table' }}:{{ s.is_wide }}:{{ s.offset }} {{ end }}
            {{ stages.size }} {{ stages[1].name }} {{ stages[-1].name }} {{ sizes.a_b }} {{ sizes['a_b'] }} {{ lazy | array.join ',' }} {{ pair.item1 }}{{ missing }}.
            """;
        Assert.Equal(
            "s0:3:Adder:false:false:7 s1:4:Table:true:true:7 \n2 s1 s1 5 5 0,1,4 1.",
            Strict.Render(Template, model).ReplaceLineEndings("\n"));
    }

    [Fact]
    public void OneTemplateRendersElementsOfDifferentTypes()
    {
        object[] items = [new Stage("a", 1, Kind.Adder), new { Name = "b" }, new ScriptObject { ["name"] = "c" }, new Dictionary<string, string> { ["name"] = "d" }];
        Assert.Equal("abcdabcd", Strict.Render("{{ for i in 1..2; for x in items; x.name; end; end }}", new { Items = items }));
    }

    [Fact]
    public void FunctionsOfTheProgram()
    {
        var variables = new ScriptObject();
        variables.Import("hex", new Func<long, int, string>((value, digits) => value.ToString("x" + digits)));
        variables.Import("version", new Func<string>(() => "1.2"));
        TemplateContext context = Strict.Context();
        context.PushGlobal(variables);
        Assert.Equal("00ff 1.2", Template.Parse("{{ 255 | hex 4 }} {{ version }}").Render(context));
    }

    [Fact]
    public void RendersToATextWriter()
    {
        var writer = new StringWriter();
        TemplateContext context = Strict.Context(new { Items = Enumerable.Range(0, 20_000).ToArray() });
        context.PushOutput(new TextWriterOutput(writer));
        Template.Parse("{{ for i in items; capture t; i; end; t }}\n{{ end }}").Render(context);
        context.PopOutput();
        var expected = new StringBuilder();
        for (int i = 0; i < 20_000; i++) expected.Append(i).Append('\n');
        Assert.Equal(expected.ToString(), writer.ToString());
    }

    [Fact]
    public void ContextAndTemplateCanBeUsedAgain()
    {
        Template template = Template.Parse("{{ x }};");
        TemplateContext context = Strict.Context(new { X = 1 });
        Assert.Equal("1;", template.Render(context));
        Assert.Equal("1;", template.Render(context));
        Assert.Equal("2;", template.Render(Strict.Context(new { X = 2 })));
    }

    private enum Kind
    {
        Adder,
        Table,
    }

    private sealed record Stage(string Name, int LatencyCycles, Kind Kind)
    {
        public readonly long Offset = 7;

        public bool IsWide => LatencyCycles > 3;
    }
}
