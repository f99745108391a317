using System.Collections.Immutable;
using FastAI.Compiler.Netlist;

namespace FastAI.Compiler.Emission.Vhdl;

/// <summary>A word that an instance computes; its result is the signal <c>NAME_y</c>.</summary>
/// <param name="Entity">Name of the entity, whose output port is <c>y</c>.</param>
/// <param name="Name">Signal of the word.</param>
/// <param name="Width">Bits of the result.</param>
/// <param name="Generics">Values of the generics.</param>
/// <param name="Ports">What the input ports read.</param>
/// <param name="Value">The result as the word's type.</param>
internal sealed record VhdlInstance(
    string Entity,
    string Name,
    int Width,
    ImmutableArray<string> Generics,
    ImmutableArray<string> Ports,
    string Value
)
{
    /// <summary>The signal of an instance as its word's type.</summary>
    public static string Result(string name, Word word, int width, VhdlScope scope) =>
        word.IsSigned
            ? VhdlOperand.FromVector($"signed({name}_y)", width, scope.TypeOf(word))
            : VhdlOperand.FromVector($"zero_extend(signed({name}_y))", width + 1, scope.TypeOf(word));
}
