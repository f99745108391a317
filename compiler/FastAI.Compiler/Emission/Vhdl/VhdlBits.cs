using System.Globalization;

namespace FastAI.Compiler.Emission.Vhdl;

/// <summary>Words as ranges of bits of a <c>std_logic_vector</c>: of ports and of memories.</summary>
internal static class VhdlBits
{
    /// <summary>The bits of a vector as the representation of a word.</summary>
    /// <param name="vector">Name of the vector.</param>
    /// <param name="low">Lowest bit.</param>
    /// <param name="width">Number of bits.</param>
    /// <param name="signed">Whether they are two's complement.</param>
    /// <param name="type">The word's type.</param>
    /// <param name="port">Whether the bits come from outside, so that a simulation may see some that are neither '0' nor '1'.</param>
    public static string Unpack(string vector, int low, int width, bool signed, VhdlType type, bool port)
    {
        string bits = string.Create(CultureInfo.InvariantCulture, $"{vector}({low + width - 1} downto {low})");
        string vectorValue = port ? $"defined(signed({bits}))" : $"signed({bits})";
        return type.Kind switch
        {
            VhdlKind.Bit when port => string.Create(CultureInfo.InvariantCulture, $"to_bit({vector}({low}) = '1')"),
            VhdlKind.Bit => string.Create(CultureInfo.InvariantCulture, $"{vector}({low})"),
            VhdlKind.Integer => $"to_integer({(signed ? "signed" : "unsigned")}({bits}))",
            _ => signed ? vectorValue : $"zero_extend({vectorValue})",
        };
    }

    /// <summary>A value as so many bits.</summary>
    /// <param name="value">The value, which the bits hold.</param>
    /// <param name="width">Number of bits.</param>
    /// <param name="signed">Whether they are two's complement.</param>
    public static string Pack(VhdlOperand value, int width, bool signed)
    {
        string bits =
            value is { Constant: null, Type.Kind: VhdlKind.Integer } && !signed
                ? string.Create(CultureInfo.InvariantCulture, $"to_unsigned({value.Name}, {width})")
                : value.AsVector(width);
        return $"std_logic_vector({bits})";
    }
}
