using System.Globalization;
using System.Text;
using FastAI.Model.FixedPoint;

namespace FastAI.Compiler.Emission.Vhdl;

/// <summary>A value as an operand: a variable, a register or a literal.</summary>
/// <param name="Name">The variable or register; unused for a literal.</param>
/// <param name="Range">Proved interval of the value.</param>
/// <param name="Constant">The value of a literal, else null.</param>
/// <param name="Bits">Whether its type leaves integers out.</param>
internal readonly record struct VhdlOperand(string Name, Interval Range, long? Constant, bool Bits = false)
{
    public VhdlType Type => new(Range, Bits);

    public int SignedWidth => Type.SignedWidth;

    /// <summary>Whether the value is at hand as an integer expression.</summary>
    public bool IsInteger => Type.Kind != VhdlKind.Vector;

    /// <summary>A literal.</summary>
    public static VhdlOperand Literal(long value) => new("", Interval.Of(value), value);

    /// <summary>The value as an integer expression; of a wider word its low bits, for where the value is known to lie
    /// inside <paramref name="target"/>.</summary>
    public string AsInteger(Interval target) =>
        Constant is { } c
            ? IntegerLiteral(c)
            : Type.Kind switch
            {
                VhdlKind.Bit => $"to_int({Name})",
                VhdlKind.Integer => Name,
                _ => string.Create(CultureInfo.InvariantCulture, $"to_integer(low_bits({Name}, {new VhdlType(target).SignedWidth}))"),
            };

    /// <inheritdoc cref="AsInteger(Interval)"/>
    public string AsInteger() => AsInteger(Range);

    /// <summary>The value as <c>std_logic</c>, where it is known to be 0 or 1.</summary>
    public string AsBit() =>
        Constant is { } c
            ? c == 1
                ? "'1'"
                : "'0'"
            : Type.Kind switch
            {
                VhdlKind.Bit => Name,
                VhdlKind.Integer => $"to_bit({Name} = 1)",
                _ => $"low_bit({Name})",
            };

    /// <summary>The value modulo 2^<paramref name="width"/> as <c>signed</c>.</summary>
    public string AsVector(int width)
    {
        if (Constant is { } c)
            return VectorLiteral(c, width);
        int own = Type.Kind == VhdlKind.Vector ? SignedWidth : Math.Max(SignedWidth, 2);
        string text = Type.Kind == VhdlKind.Vector ? Name : Call("to_signed", AsInteger(), Math.Max(width, own));
        if (width < own)
            return Call("low_bits", text, width);
        return Type.Kind == VhdlKind.Vector && width > own ? Call("resize", text, width) : text;
    }

    /// <summary>The value as the representation of <paramref name="target"/>, inside which it is known to lie.</summary>
    public string As(VhdlType target) =>
        target.Kind switch
        {
            VhdlKind.Bit => AsBit(),
            VhdlKind.Integer => AsInteger(target.Range),
            _ => AsVector(target.SignedWidth),
        };

    /// <summary>A <c>signed</c> expression of <paramref name="width"/> bits as the representation of <paramref name="target"/>.</summary>
    public static string FromVector(string expression, int width, VhdlType target)
    {
        switch (target.Kind)
        {
            case VhdlKind.Bit:
                return $"low_bit({expression})";
            case VhdlKind.Integer:
                return width > 31 ? $"to_integer({Call("low_bits", expression, target.SignedWidth)})" : $"to_integer({expression})";
            default:
                if (width == target.SignedWidth)
                    return expression;
                return Call(width > target.SignedWidth ? "low_bits" : "resize", expression, target.SignedWidth);
        }
    }

    /// <summary>An integer expression as the representation of <paramref name="target"/>, which is no vector.</summary>
    public static string FromInteger(string expression, VhdlType target) =>
        target.Kind == VhdlKind.Bit ? $"to_bit({expression} = 1)" : expression;

    /// <summary>A literal that may stand anywhere in an expression.</summary>
    public static string IntegerLiteral(long value) =>
        value < 0 ? string.Create(CultureInfo.InvariantCulture, $"({value})") : value.ToString(CultureInfo.InvariantCulture);

    private static string Call(string function, string argument, int width) =>
        string.Create(CultureInfo.InvariantCulture, $"{function}({argument}, {width})");

    private static string VectorLiteral(long value, int width)
    {
        if (value is >= -int.MaxValue and <= int.MaxValue && new VhdlType(Interval.Of(value)).SignedWidth <= width)
            return Call("to_signed", IntegerLiteral(value), width);
        var bits = new StringBuilder("signed'(\"");
        for (int i = width - 1; i >= 0; i--)
            bits.Append((value >> Math.Min(i, 63) & 1) == 1 ? '1' : '0');
        return bits.Append("\")").ToString();
    }
}
