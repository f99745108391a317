using System.Collections.Immutable;
using System.Globalization;
using FastAI.Compiler.Netlist;
using FastAI.Compiler.Scheduling;

namespace FastAI.Compiler.Emission.Vhdl;

/// <summary>
/// Names of values seen from a stage: a word of the same stage is the variable <c>v5</c>, one of an earlier stage the register
/// <c>v5_r2</c>, which holds the word's value for the event that stands behind rank 2. A state of
/// the only channel is the register <c>s5</c>.
/// </summary>
internal sealed class VhdlScope(PipelinedCircuit pipeline, VhdlTables tables, bool signals)
{
    /// <summary>Whether words are signals, which instances read and concurrent statements assign, instead of
    /// variables of a stage's process.</summary>
    public bool Signals => signals;

    /// <summary>How a word is assigned.</summary>
    public string Assign { get; } = signals ? "<=" : ":=";

    public ImmutableArray<Word> Words => pipeline.Circuit.Words;

    public VhdlTables Tables => tables;

    /// <summary>The word as the logic of <paramref name="stage"/> reads it.</summary>
    public VhdlOperand Read(int word, int stage)
    {
        (word, stage) = pipeline.Source(word, stage);
        Word source = Words[word];
        if (source is ConstantWord constant)
            return VhdlOperand.Literal(constant.Value);
        return new VhdlOperand(Name(word, stage), source.Range, null, signals);
    }

    /// <summary>The name of a word that is no constant, as the logic of <paramref name="stage"/> reads it.</summary>
    public string Name(int word, int stage) =>
        pipeline.Stages[word] < stage ? Register(word, stage - 1)
        : Words[word] is StateWord state && pipeline.Interleave == 1 ? State(state.Index)
        : Variable(word);

    /// <summary>How the word is represented.</summary>
    public VhdlType TypeOf(Word word) => new(word.Range, signals);

    public static string Variable(int word) => "v" + word.ToString(CultureInfo.InvariantCulture);

    /// <summary>The register of a state of the only channel.</summary>
    public static string State(int index) => "s" + index.ToString(CultureInfo.InvariantCulture);

    public static string Register(int word, int rank) => string.Create(CultureInfo.InvariantCulture, $"v{word}_r{rank}");
}
