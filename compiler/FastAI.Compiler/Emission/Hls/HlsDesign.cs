using System.Collections.Immutable;
using System.Globalization;
using FastAI.Compiler.Netlist;
using FastAI.Model.FixedPoint;

namespace FastAI.Compiler.Emission.Hls;

/// <summary>A design as the template <c>hls/top.cpp.sbn</c> reads it.</summary>
internal sealed class HlsDesign
{
    private static readonly ImmutableDictionary<Type, HlsWordRenderer> Renderers = new HlsWordRenderer[]
    {
        new HlsAdd(),
        new HlsSum(),
        new HlsShiftLeft(),
        new HlsShiftRight(),
        new HlsWrap(),
        new HlsMultiply(),
        new HlsCompare(),
        new HlsLogic(),
        new HlsMux(),
        new HlsTableLookup(),
        new HlsLut(),
        new HlsJoin(),
        new HlsProductRow(),
        new HlsPass(),
        new HlsHold(),
        new HlsCollect(),
    }.ToImmutableDictionary(r => r.WordType);

    private readonly Circuit circuit;
    private readonly HlsTables tables;
    private readonly HlsPhases phases;

    public HlsDesign(Circuit circuit, DesignInterface ports)
    {
        this.circuit = circuit;
        tables = new HlsTables(circuit);
        phases = new HlsPhases(circuit);
        Sections = [.. Enumerable.Range(0, phases.Steps).Select(step => Section(step, ports))];
        OutputAssignments = Outputs(ports);
        States = [.. circuit.States.Select((s, i) => new HlsState(Name(i), HlsType.Of(RangeOf(s)).Name))];
        StateAssignments =
        [
            .. circuit.States.Select(
                (s, i) => $"{Name(i)}[c] = {HlsOperand.Of(s.Next, circuit.Words[s.Next]).As(HlsType.Of(RangeOf(s)))};"
            ),
        ];
    }

    public ImmutableArray<HlsTable> Tables => tables.All;

    /// <summary>Definitions of the words, operands first.</summary>
    public ImmutableArray<HlsSection> Sections { get; }

    public ImmutableArray<string> OutputAssignments { get; }

    /// <summary>What channels keep.</summary>
    public ImmutableArray<HlsState> States { get; }

    /// <summary>What they keep from this sample on.</summary>
    public ImmutableArray<string> StateAssignments { get; }

    private HlsSection Section(int step, DesignInterface ports)
    {
        bool loop = step % 2 == 1;
        var kept = Enumerable.Range(0, circuit.Words.Length).Where(i => phases.IsKept[i] && phases.StepOf(i) == step);
        return new(
            loop ? circuit.Reuse : 0,
            [.. kept.Select(i => new HlsState(HlsPhases.Array(i), HlsType.Of(circuit.Words[i].Range).Name))],
            Groups(step, ports)
        );
    }

    private ImmutableArray<HlsGroup> Groups(int step, DesignInterface ports)
    {
        var groups = ImmutableArray.CreateBuilder<HlsGroup>();
        var statements = ImmutableArray.CreateBuilder<string>();
        int layer = -1;
        for (int i = 0; i < circuit.Words.Length; i++)
        {
            Word word = circuit.Words[i];
            if (word is ConstantWord || !IsMade(i, step))
                continue;
            if (word.Layer != layer)
                Close();
            layer = word.Layer;
            HlsType type = HlsType.Of(word.Range);
            statements.Add(string.Create(CultureInfo.InvariantCulture, $"const {type.Name} v{i} = {Expression(i, type, ports)};"));
            if (phases.IsKept[i])
                statements.Add(string.Create(CultureInfo.InvariantCulture, $"{HlsPhases.Array(i)}[p] = v{i};"));
        }
        Close();
        return groups.ToImmutable();

        void Close()
        {
            if (statements.Count > 0)
                groups.Add(new HlsGroup(Comment.OneLine(circuit.Layers[layer]), statements.ToImmutable()));
            statements.Clear();
        }
    }

    /// <summary>Whether a step defines a word; the phase is defined in each loop that reads it.</summary>
    private bool IsMade(int word, int step) => circuit.Words[word] is PhaseWord ? phases.ReadsPhase(step) : phases.StepOf(word) == step;

    private string Expression(int index, HlsType type, DesignInterface ports)
    {
        Word word = circuit.Words[index];
        if (word is PhaseWord)
            return $"{type.Name}(p)";
        if (word is InputWord input)
            return string.Create(
                CultureInfo.InvariantCulture,
                $"in.{Member(ports.Inputs[input.Port], input.Element)}.range({input.Format.Width - 1}, 0)"
            );
        if (word is StateWord state)
            return Content(state, type);
        if (!Renderers.TryGetValue(word.GetType(), out HlsWordRenderer? renderer))
            throw new InvalidOperationException($"{word.GetType().Name} has no C++ renderer");
        var operands = new HlsOperand[word.OperandCount];
        for (int k = 0; k < operands.Length; k++)
        {
            HlsOperand operand = HlsOperand.Of(word.Operand(k), circuit.Words[word.Operand(k)]);
            operands[k] = phases.NameOf(word.Operand(k), index) is { } kept ? operand with { Name = kept } : operand;
        }
        return renderer.Expression(word, operands, type, tables);
    }

    /// <summary>
    /// Static memory begins with zeros, so that a line whose interval has no zero needs a member of it at its first sample as feedback
    /// does, lest a table be read beyond its ends.
    /// </summary>
    private string Content(StateWord word, HlsType type)
    {
        CircuitState state = circuit.States[word.Index];
        string content = $"{Name(word.Index)}[c]";
        string first = $"{type.Name}({HlsOperand.Literal(state.PowerUp(word.Range))})";
        return state.Initial is not null ? $"begins ? {first} : {content}"
            : word.Range.Contains(0) ? content
            : $"before == 0 ? {first} : {content}";
    }

    private Interval RangeOf(CircuitState state) => circuit.Words[state.Word].Range;

    private static string Name(int state) => "s" + state.ToString(CultureInfo.InvariantCulture);

    private ImmutableArray<string> Outputs(DesignInterface ports)
    {
        var lines = ImmutableArray.CreateBuilder<string>();
        for (int p = 0; p < ports.Outputs.Length; p++)
        {
            for (int i = 0; i < ports.Outputs[p].Count; i++)
            {
                var format = ports.Outputs[p].Formats[i];
                int index = circuit.Outputs[p].Words[i];
                string value = HlsOperand.Of(index, circuit.Words[index]).As(new HlsType(format.Signed, format.Width));
                lines.Add(
                    string.Create(
                        CultureInfo.InvariantCulture,
                        $"out.{Member(ports.Outputs[p], i)}.range({format.Width - 1}, 0) = {value};"
                    )
                );
            }
        }
        return lines.ToImmutable();
    }

    private static string Member(PortTensor tensor, int element) =>
        string.Create(
            CultureInfo.InvariantCulture,
            $"{tensor.Identifier}{(tensor.IsUniform ? "[" : ".e")}{element}{(tensor.IsUniform ? "]" : "")}"
        );
}
