namespace FastAI.Scriban.Tests.Semantics;

/// <summary>White space control as section 1.4 of Scriban's language reference has it.</summary>
public sealed class WhitespaceTests
{
    [Theory]
    [InlineData("a {{ 1 }} b", "a 1 b")]
    [InlineData("a \n  {{- 1 }} b", "a1 b")]
    [InlineData("a {{ 1 -}} \n\n  b", "a 1b")]
    [InlineData("a\n{{- 1 -}}\n b", "a1b")]
    [InlineData("a {{~ 1 }}b", "a1b")]
    [InlineData("a\n  {{~ 1 }}b", "a\n1b")]
    [InlineData("{{ 1 ~}}  \n  b", "1  b")]
    [InlineData("{{ 1 ~}}\n\n  b", "1\n  b")]
    [InlineData("{{ 1 ~}}  b", "1b")]
    [InlineData("{{ 1 ~}}\r\nb", "1b")]
    [InlineData("a\r\n  {{~ 1 }}", "a\r\n1")]
    [InlineData("x {{- 1 -}} {{- 2 -}} y", "x12y")]
    [InlineData("{{~ 1 ~}} {{~ 2 ~}}", "12")]
    [InlineData("   {{- 1 }}", "1")]
    public void Braces(string template, string expected) => Assert.Equal(expected, Strict.Render(template));

    [Fact]
    public void LinesOfStatementsVanishWithTildes()
    {
        const string Template = "<ul>\n    {{~ for product in products ~}}\n    <li>{{ product.name }}</li>\n    {{~ end ~}}\n</ul>\n";
        string text = Strict.Render(Template, new { Products = new[] { new { Name = "Orange" }, new { Name = "Banana" } } });
        Assert.Equal("<ul>\n    <li>Orange</li>\n    <li>Banana</li>\n</ul>\n", text);
    }

    [Fact]
    public void VhdlPortListKeepsItsIndentation()
    {
        const string Template = """
            entity {{ name }} is
              port (
                clk : in std_logic;
            {{~ for p in ports ~}}
                {{ p.name | string.pad_right 4 }}: in signed({{ p.width - 1 }} downto 0){{ if !for.last }};{{ end }}
            {{~ end ~}}
              );
            end entity;

            """;
        string text = Strict.Render(Template, new { Name = "top", Ports = new[] { new { Name = "a", Width = 8 }, new { Name = "bc", Width = 12 } } });
        Assert.Equal(
            """
            entity top is
              port (
                clk : in std_logic;
                a   : in signed(7 downto 0);
                bc  : in signed(11 downto 0)
              );
            end entity;

            """,
            text);
    }

    [Theory]
    [InlineData("{%{ {{ x }} }%}", " {{ x }} ")]
    [InlineData("int a[2][2] = {%{{{1, 2}, {3, 4}}}%};", "int a[2][2] = {{1, 2}, {3, 4}};")]
    [InlineData("{%%{a }%} b}%%}", "a }%} b")]
    [InlineData("a {%{~b~}%}\nc", "abc")]
    [InlineData("{ {1} } {", "{ {1} } {")]
    public void LiteralBraces(string template, string expected) => Assert.Equal(expected, Strict.Render(template));

    [Theory]
    [InlineData("{{ 1 # comment }} b", "1 b")]
    [InlineData("{{ ## a\nb ## 2 }}", "2")]
    [InlineData("{{# only a comment ~}}\nx", "x")]
    [InlineData("{{\n  # first\n  1 # one\n  2\n}}", "12")]
    public void Comments(string template, string expected) => Assert.Equal(expected, Strict.Render(template));
}
