using System.Globalization;
using FastAI.Compiler.Netlist;

namespace FastAI.Compiler.Emission.Vhdl;

/// <summary>Rows of products, modulo 2^w of the result's w bits, inside whose interval it lies.</summary>
internal sealed class VhdlProductRow : VhdlWordRenderer<ProductRowWord>
{
    protected override string Expression(ProductRowWord word, ReadOnlySpan<VhdlOperand> operands, VhdlType type, VhdlScope scope)
    {
        int width = Math.Max(type.SignedWidth, word.Shift + 2);
        string text = string.Create(
            CultureInfo.InvariantCulture,
            $"product_row({operands[0].AsVector(width)}, {operands[1].AsVector(width - word.Shift)}, {operands[2].AsVector(4)})"
        );
        return VhdlOperand.FromVector(text, width, type);
    }
}
