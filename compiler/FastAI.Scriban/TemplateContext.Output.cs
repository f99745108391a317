using System.Globalization;
using System.Text;
using Scriban.Runtime;
using Scriban.Syntax;

namespace Scriban;

/// <content>The output: everything goes through one string builder, which is flushed to other kinds of output in pieces.</content>
public sealed partial class TemplateContext
{
    private const int FlushLength = 1 << 15;

    private readonly Stack<IScriptOutput> _outputs = new([new StringBuilderOutput()]);
    private readonly StringBuilder _buffer = new();
    private StringBuilder? _captured;
    private StringBuilder? _builder;
    private long _written;

    /// <summary>What is being written to.</summary>
    public IScriptOutput Output => _outputs.Peek();

    /// <summary>
    /// Characters of one rendering, captured ones included; 0 for no limit. Beyond it the rendering fails; the package cuts the text off
    /// instead.
    /// </summary>
    public int LimitToString { get; set; } = 1 << 20;

    private StringBuilder Builder => _captured ?? (_builder ??= Output is StringBuilderOutput output ? output.Builder : _buffer);

    /// <summary>Writes to a new string from here on.</summary>
    public void PushOutput() => PushOutput(new StringBuilderOutput());

    /// <summary>Writes to <paramref name="output"/> from here on.</summary>
    public void PushOutput(IScriptOutput output)
    {
        ArgumentNullException.ThrowIfNull(output);
        Flush();
        _outputs.Push(output);
        _builder = null;
    }

    /// <summary>Goes back to the output before.</summary>
    public IScriptOutput PopOutput()
    {
        if (_outputs.Count == 1) throw new InvalidOperationException("PopOutput without PushOutput");
        Flush();
        _builder = null;
        return _outputs.Pop();
    }

    internal void WriteText(string? text, ScriptNode node)
    {
        if (text is null) return;
        Count(text.Length, node);
        StringBuilder builder = Builder.Append(text);
        if (builder.Length >= FlushLength && builder == _buffer) Flush();
    }

    internal void WriteInteger(long value, ScriptNode node)
    {
        Span<char> digits = stackalloc char[20];
        value.TryFormat(digits, out int length, default, CultureInfo.InvariantCulture);
        Count(length, node);
        Builder.Append(digits[..length]);
    }

    internal void WriteValue(object? value, ScriptNode node)
    {
        if (value is int or long) WriteInteger(value is int small ? small : (long)value, node);
        else WriteText(value as string ?? Values.ToText(value, node), node);
    }

    /// <summary>Collects what is written until <see cref="EndCapture"/>.</summary>
    internal Capture BeginCapture()
    {
        var outer = new Capture(_captured);
        _captured = new StringBuilder();
        return outer;
    }

    internal string EndCapture(Capture outer)
    {
        string text = _captured!.ToString();
        _captured = outer.Builder;
        return text;
    }

    /// <summary>Refuses to make a string that is too long, before it is made.</summary>
    internal void CheckTextLength(long length, ScriptNode node)
    {
        long limit = LimitToString > 0 ? LimitToString : Values.MaximumTextLength;
        if (length > limit) throw node.Error($"The text has more than {limit} characters{(LimitToString > 0 ? " (LimitToString)" : "")}");
    }

    internal void Flush()
    {
        if (_buffer.Length == 0) return;
        Output.Write(_buffer.ToString(), 0, _buffer.Length);
        _buffer.Clear();
    }

    internal string TakeOutput()
    {
        string text = Output.ToString() ?? "";
        if (Output is StringBuilderOutput output) output.Builder.Clear();
        return text;
    }

    private void Count(int length, ScriptNode node)
    {
        _written += length;
        if (_written > LimitToString && LimitToString > 0)
        {
            throw node.Error($"The rendering writes more than {LimitToString} characters (LimitToString)");
        }
    }

    /// <summary>What was being captured when a capture began.</summary>
    internal readonly record struct Capture(StringBuilder? Builder);
}
