using System.Globalization;

namespace FastAI.Compiler.Emission.Vhdl;

/// <summary>The phase of an event behind rank 0: 0 when one enters, one more with each clock, and the last one until the next event comes.</summary>
internal static class VhdlPhase
{
    /// <summary>The statement of its register.</summary>
    /// <param name="register">The register.</param>
    public static string Count(VhdlOperand register)
    {
        VhdlType type = register.Type;
        string first = VhdlOperand.Literal(0).As(type),
            next = type.Kind == VhdlKind.Vector ? $"{register.Name} + 1" : VhdlOperand.FromInteger($"{register.AsInteger()} + 1", type);
        return string.Create(
            CultureInfo.InvariantCulture,
            $"if in_valid = '1' then {register.Name} <= {first}; elsif {register.AsInteger()} /= {register.Range.High} then {register.Name} <= {next}; end if;"
        );
    }
}
