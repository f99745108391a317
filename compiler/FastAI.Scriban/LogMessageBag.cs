using System.Collections;
using Scriban.Parsing;

namespace Scriban;

/// <summary>The messages of parsing one template.</summary>
public sealed class LogMessageBag : IReadOnlyList<LogMessage>
{
    private readonly List<LogMessage> _messages = [];

    /// <summary>Whether one of the messages is an error.</summary>
    public bool HasErrors { get; private set; }

    /// <inheritdoc/>
    public int Count => _messages.Count;

    /// <inheritdoc/>
    public LogMessage this[int index] => _messages[index];

    /// <summary>Adds a message.</summary>
    public void Add(LogMessage message)
    {
        _messages.Add(message);
        HasErrors |= message.Type == ParserMessageType.Error;
    }

    /// <inheritdoc/>
    public IEnumerator<LogMessage> GetEnumerator() => _messages.GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();

    /// <summary>The messages, one per line.</summary>
    public override string ToString() => string.Join('\n', _messages);
}
