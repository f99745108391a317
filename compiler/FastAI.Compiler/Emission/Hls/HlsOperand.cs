using System.Globalization;
using FastAI.Compiler.Netlist;

namespace FastAI.Compiler.Emission.Hls;

/// <summary>A word as an operand: a variable or a literal.</summary>
internal readonly record struct HlsOperand(string Name, HlsType Type, long? Constant)
{
    public static HlsOperand Of(int index, Word word) =>
        new(
            "v" + index.ToString(CultureInfo.InvariantCulture),
            HlsType.Of(word.Range),
            word is ConstantWord constant ? constant.Value : null
        );

    /// <summary>The value modulo 2^W in a type of W bits.</summary>
    public string As(HlsType type) =>
        Constant is { } c ? $"{type.Name}({Literal(c)})"
        : type == Type ? Name
        : $"{type.Name}({Name})";

    /// <summary>The value in its own type.</summary>
    public string Own => As(Type);

    /// <summary>An integer literal that is no wider than it must be.</summary>
    public static string Literal(long value) =>
        value switch
        {
            long.MinValue => "-9223372036854775807LL - 1",
            > int.MaxValue or < -int.MaxValue => string.Create(CultureInfo.InvariantCulture, $"{value}LL"),
            _ => value.ToString(CultureInfo.InvariantCulture),
        };
}
