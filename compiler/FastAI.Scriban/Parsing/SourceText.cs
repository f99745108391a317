namespace Scriban.Parsing;

/// <summary>A template's text and the starts of its lines.</summary>
internal sealed class SourceText
{
    private readonly string _fileName;
    private readonly List<int> _lineStarts = [0];

    public SourceText(string text, string fileName)
    {
        Text = text;
        _fileName = fileName;
        for (int at = text.IndexOf('\n'); at >= 0; at = text.IndexOf('\n', at + 1))
        {
            _lineStarts.Add(at + 1);
        }
    }

    public string Text { get; }

    public SourceSpan Span(int start, int end) => new(_fileName, Position(start), Position(Math.Max(start, end)));

    private TextPosition Position(int offset)
    {
        int line = _lineStarts.BinarySearch(offset);
        line = line < 0 ? ~line - 1 : line;
        return new TextPosition(offset, line, offset - _lineStarts[line]);
    }
}
