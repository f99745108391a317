using System.Globalization;

namespace FastAI.Runtime.Data;

/// <summary>
/// Reads the text of a <c>.npy</c> header: a Python dictionary of the keys <c>descr</c>, <c>fortran_order</c> and <c>shape</c>, each
/// exactly once, in any order.
/// </summary>
internal sealed class NpyHeaderText(string where, string text)
{
    private const int MaxDimensions = 64;

    private int position;

    internal (string Type, bool FortranOrder, IReadOnlyList<long> Shape) ReadFields()
    {
        string? type = null;
        bool? fortranOrder = null;
        IReadOnlyList<long>? shape = null;
        Expect('{');
        while (!Accept('}'))
        {
            var key = ReadText();
            Expect(':');
            switch (key)
            {
                case "descr" when type is null:
                    type = ReadType();
                    break;
                case "fortran_order" when fortranOrder is null:
                    fortranOrder = ReadBoolean();
                    break;
                case "shape" when shape is null:
                    shape = ReadShape();
                    break;
                default:
                    throw Error($"the key '{key}' is unknown or stands twice");
            }
            if (!Accept(','))
            {
                Expect('}');
                break;
            }
        }
        SkipSpace();
        if (position != text.Length)
        {
            throw Error("there is text after the dictionary");
        }
        return (
            type ?? throw Error("the key 'descr' is missing"),
            fortranOrder ?? throw Error("the key 'fortran_order' is missing"),
            shape ?? throw Error("the key 'shape' is missing")
        );
    }

    private string ReadType()
    {
        if (Peek() == '[')
        {
            throw DataError.In(where, "is an array of records (a structured type); save each field as an array of its own, in an .npz.");
        }
        return ReadText();
    }

    private string ReadText()
    {
        var quote = Peek();
        if (quote is not ('\'' or '"'))
        {
            throw Error("a quoted text is expected");
        }
        var end = text.IndexOf(quote, position + 1);
        if (end < 0)
        {
            throw Error("a quoted text does not end");
        }
        var value = text[(position + 1)..end];
        position = end + 1;
        return value;
    }

    private bool ReadBoolean()
    {
        SkipSpace();
        foreach (var (word, value) in new[] { ("True", true), ("False", false) })
        {
            if (string.CompareOrdinal(text, position, word, 0, word.Length) == 0)
            {
                position += word.Length;
                return value;
            }
        }
        throw Error("True or False is expected");
    }

    private List<long> ReadShape()
    {
        var shape = new List<long>();
        Expect('(');
        while (!Accept(')'))
        {
            shape.Add(ReadDimension());
            if (!Accept(','))
            {
                Expect(')');
                break;
            }
        }
        if (shape.Count is 0 or > MaxDimensions)
        {
            throw DataError.In(
                where,
                shape.Count == 0
                    ? "holds a single number without axes; the first axis must count the events: reshape it to (1, 1)."
                    : $"has {shape.Count} axes; at most {MaxDimensions} are read."
            );
        }
        return shape;
    }

    private long ReadDimension()
    {
        SkipSpace();
        var start = position;
        while (position < text.Length && (char.IsAsciiDigit(text[position]) || (text[position] == '-' && position == start)))
        {
            position++;
        }
        var digits = text.AsSpan(start, position - start);
        if (!long.TryParse(digits, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var dimension))
        {
            throw Error(digits.IsEmpty ? "a dimension is expected" : $"the dimension {digits} is too large");
        }
        if (dimension < 0)
        {
            throw Error($"the dimension {dimension} is negative");
        }
        // Python 2 wrote long integers with a suffix.
        Accept('L');
        return dimension;
    }

    private char Peek()
    {
        SkipSpace();
        return position < text.Length ? text[position] : '\0';
    }

    private bool Accept(char expected)
    {
        if (Peek() != expected)
        {
            return false;
        }
        position++;
        return true;
    }

    private void Expect(char expected)
    {
        if (!Accept(expected))
        {
            throw Error($"'{expected}' is expected");
        }
    }

    private void SkipSpace()
    {
        while (position < text.Length && text[position] is ' ' or '\n' or '\t' or '\r')
        {
            position++;
        }
    }

    private Model.FastAIException Error(string message) =>
        DataError.In(where, $"has a damaged NumPy header: {message} (character " + $"{position + 1} of the header).");
}
