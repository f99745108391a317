using System.Collections.Immutable;
using FastAI.Compiler.Netlist;

namespace FastAI.Compiler.Scheduling;

/// <summary>
/// Choices that an AMD device makes two bits a LUT6_2, whose two tables have five inputs together (AMD UG574): between two words by one
/// condition, or between a word and constants (a ReLU, a limit at both ends) by up to three, all of which both bits read. Choices inside
/// that nothing else reads go into the tables of the outer one, and so do comparisons of a few bits with constants. A design of primitives
/// makes them as instances.
/// </summary>
public sealed class PairedChoices
{
    private const int Inputs = 5;

    private readonly PipelinedCircuit pipeline;
    private readonly PairedChoice?[] choices;
    private readonly bool[] inside,
        read;

    private PairedChoices(PipelinedCircuit pipeline)
    {
        this.pipeline = pipeline;
        choices = new PairedChoice?[pipeline.Circuit.Words.Length];
        inside = new bool[choices.Length];
        read = new bool[choices.Length];
    }

    /// <summary>The choices of a design: those of more than one bit. One that is the reset of a register is left to it, unless the tables of
    /// what it chooses from can make it too.</summary>
    public static PairedChoices In(PipelinedCircuit pipeline)
    {
        var paired = new PairedChoices(pipeline);
        bool[] resets = RegisterResets.Of(pipeline);
        int[] uses = CircuitUses.Count(pipeline.Circuit);
        // what reads a choice stands behind it
        for (int i = resets.Length - 1; i >= 0; i--)
            if (!paired.inside[i] && pipeline.Circuit.Words[i] is MuxWord mux)
                paired.read[mux.Condition] |= !paired.Collect(i, uses, resets[i]);
        foreach (PairedChoice? choice in paired.choices)
        foreach (SelectBit select in choice?.Selects ?? [])
            paired.read[select.Word] |= select.Bit < 0;
        return paired;
    }

    /// <summary>The choice whose result is the word; null when the word is none or inside another one.</summary>
    public PairedChoice? Of(int word) => choices[word];

    /// <summary>Whether the word is a choice in the tables of another one.</summary>
    public bool IsInside(int word) => inside[word];

    /// <summary>Whether the tables of a choice, or a register's reset, read the condition itself, not what it is made of.</summary>
    public bool Reads(int word) => read[word];

    /// <summary>Makes a choice of the word and of those inside; not of one that is a register's reset and has none inside.</summary>
    private bool Collect(int root, int[] uses, bool isReset)
    {
        var muxes = ImmutableArray.Create(root);
        if (pipeline.Circuit.Words[root].Width == 1 || !Fits(muxes))
            return !isReset;
        for (int k = 0; k < muxes.Length; k++)
        {
            foreach (int branch in Branches(muxes[k]))
            {
                if (
                    uses[branch] == 1
                    && pipeline.Stages[branch] == pipeline.Stages[root]
                    && pipeline.Circuit.Words[branch] is MuxWord
                    && Fits(muxes.Add(branch))
                )
                    muxes = muxes.Add(branch);
            }
        }
        if (isReset && muxes.Length == 1)
            return false;
        foreach (int mux in muxes.Skip(1))
            inside[mux] = true;
        ImmutableArray<int> data = Data(muxes),
            conditions = Conditions(muxes);
        ImmutableArray<SelectBit> bits = [.. conditions.SelectMany(c => Compared(c, root) ?? [SelectBit.Of(c)]).Distinct()];
        choices[root] = new(muxes, data, bits.Length + (2 * data.Length) <= Inputs ? bits : [.. conditions.Select(SelectBit.Of)]);
        return true;
    }

    /// <summary>The bits of a word that the condition compares with a constant in the same stage; null when it does not.</summary>
    private IEnumerable<SelectBit>? Compared(int condition, int root) =>
        pipeline.Circuit.Words[condition] is CompareWord compare
        && pipeline.Stages[condition] == pipeline.Stages[root]
        && !DelayModel.IsSign(pipeline.Circuit, compare)
        && pipeline.Circuit.Words[compare.Right] is ConstantWord
        && pipeline.Circuit.Words[compare.Left].Width is <= Inputs and var width
            ? Enumerable.Range(0, width).Select(bit => new SelectBit(compare.Left, bit))
            : null;

    private bool Fits(ImmutableArray<int> muxes) =>
        Data(muxes).Length is > 0 and var data && Conditions(muxes).Length + (2 * data) <= Inputs;

    private int[] Branches(int mux) => pipeline.Circuit.Words[mux] is MuxWord word ? [word.WhenTrue, word.WhenFalse] : [];

    private ImmutableArray<int> Conditions(ImmutableArray<int> muxes) =>
        [.. muxes.Select(m => pipeline.Circuit.Words[m].Operand(0)).Distinct()];

    private ImmutableArray<int> Data(ImmutableArray<int> muxes) =>
        [.. muxes.SelectMany(Branches).Distinct().Where(w => !muxes.Contains(w) && pipeline.Circuit.Words[w] is not ConstantWord)];
}
