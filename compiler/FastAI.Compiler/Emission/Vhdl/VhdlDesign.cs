using System.Collections.Immutable;
using System.Globalization;
using FastAI.Compiler.Netlist;
using FastAI.Compiler.Scheduling;

namespace FastAI.Compiler.Emission.Vhdl;

/// <summary>A design as the template <c>vhdl/entity.vhd.sbn</c> reads it.</summary>
internal sealed class VhdlDesign
{
    private static readonly ImmutableDictionary<Type, VhdlWordRenderer> Renderers = new VhdlWordRenderer[]
    {
        new VhdlAdd(),
        new VhdlSum(),
        new VhdlShiftLeft(),
        new VhdlShiftRight(),
        new VhdlWrap(),
        new VhdlMultiply(),
        new VhdlCompare(),
        new VhdlLogic(),
        new VhdlMux(),
        new VhdlTableLookup(),
        new VhdlLut(),
        new VhdlJoin(),
        new VhdlProductRow(),
        new VhdlPass(),
        new VhdlHold(),
    }.ToImmutableDictionary(r => r.WordType);

    private readonly PipelinedCircuit pipeline;
    private readonly VhdlScope scope;
    private readonly VhdlStates states;
    private readonly bool primitives;

    /// <param name="pipeline">The design.</param>
    /// <param name="ports">Its interface.</param>
    /// <param name="primitives">Whether sums of three operands are instances and words signals, for the template
    /// <c>vhdl/xilinx.vhd.sbn</c>.</param>
    public VhdlDesign(PipelinedCircuit pipeline, DesignInterface ports, bool primitives = false)
    {
        this.primitives = primitives;
        this.pipeline = pipeline;
        var tables = new VhdlTables(pipeline.Circuit);
        scope = new VhdlScope(pipeline, tables, primitives);
        Tables = tables.All;
        BlockRegisters =
        [
            .. Enumerable
                .Range(0, pipeline.Stages.Length)
                .Where(i => pipeline.Circuit.Words[i] is TableWord { InBlock: true } && pipeline.RegistersOf(i) > 0)
                .Select(i => VhdlScope.Register(i, pipeline.Stages[i])),
        ];
        InputRegisters = Inputs(ports);
        OutputAssignments = Outputs(ports);
        states = new VhdlStates(pipeline, scope);
        Ranks = AllRanks();
        Stages = AllStages();
    }

    public ImmutableArray<VhdlTable> Tables { get; }

    /// <summary>The registers that are the outputs of memory blocks with tables.</summary>
    public ImmutableArray<string> BlockRegisters { get; }

    /// <summary>States of a design with one channel.</summary>
    public ImmutableArray<VhdlSignal> States => states.Registers;

    /// <summary>Memories with the states of several channels.</summary>
    public ImmutableArray<VhdlMemory> Memories => states.Memories;

    /// <summary>Registers of each rank, from 0.</summary>
    public ImmutableArray<VhdlRank> Ranks { get; }

    /// <summary>Assignments of rank 0.</summary>
    public ImmutableArray<string> InputRegisters { get; }

    /// <summary>The stages in order, from 1.</summary>
    public ImmutableArray<VhdlStage> Stages { get; }

    /// <summary>Assignments of out_data.</summary>
    public ImmutableArray<string> OutputAssignments { get; }

    private ImmutableArray<string> Inputs(DesignInterface ports)
    {
        var lines = ImmutableArray.CreateBuilder<string>();
        for (int p = 0; p < ports.Inputs.Length; p++)
        {
            ImmutableArray<int> words = pipeline.Circuit.Inputs[p].Words;
            foreach (PortElement element in ports.Inputs[p].Elements)
            {
                int word = words[element.Element];
                if (pipeline.RegistersOf(word) == 0)
                    continue;
                string value = VhdlBits.Unpack(
                    "in_data",
                    element.Offset,
                    element.Width,
                    element.Format.Signed,
                    scope.TypeOf(scope.Words[word]),
                    port: true
                );
                lines.Add($"{VhdlScope.Register(word, 0)} <= {value};");
            }
        }
        for (int i = 0; i < scope.Words.Length; i++)
            if (scope.Words[i] is PhaseWord && pipeline.RegistersOf(i) > 0)
                lines.Add(VhdlPhase.Count(scope.Read(i, 1)));
        return lines.ToImmutable();
    }

    private ImmutableArray<string> Outputs(DesignInterface ports)
    {
        var lines = ImmutableArray.CreateBuilder<string>();
        for (int p = 0; p < ports.Outputs.Length; p++)
        {
            foreach (PortElement element in ports.Outputs[p].Elements)
            {
                VhdlOperand word = scope.Read(pipeline.Circuit.Outputs[p].Words[element.Element], pipeline.Latency + 1);
                string value = VhdlBits.Pack(word, element.Width, element.Format.Signed);
                lines.Add(string.Create(CultureInfo.InvariantCulture, $"out_data({element.High} downto {element.Offset}) <= {value};"));
            }
        }
        return lines.ToImmutable();
    }

    /// <summary>
    /// All registers begin as if in_data had been zero for ever. Values that belong to no event at all could contradict each other, so that
    /// an interval that was proved from how words depend on each other would not hold before the first event.
    /// </summary>
    private ImmutableArray<VhdlRank> AllRanks()
    {
        Int128[] initial = CircuitInterpreter.Trace(pipeline.Circuit, new long[pipeline.Circuit.Inputs.Sum(i => i.Words.Length)]);
        var ranks = new ImmutableArray<VhdlSignal>.Builder[pipeline.Latency + 1];
        for (int rank = 0; rank <= pipeline.Latency; rank++)
            ranks[rank] = ImmutableArray.CreateBuilder<VhdlSignal>();
        for (int i = 0; i < scope.Words.Length; i++)
        {
            VhdlType type = scope.TypeOf(scope.Words[i]);
            string value = VhdlOperand.Literal((long)initial[i]).As(type);
            for (int k = 0; k < pipeline.RegistersOf(i); k++)
            {
                int rank = pipeline.Stages[i] + k;
                ranks[rank].Add(new VhdlSignal(VhdlScope.Register(i, rank), type.Name, value));
            }
        }
        return [.. ranks.Select((signals, rank) => new VhdlRank(rank, signals.ToImmutable()))];
    }

    private ImmutableArray<VhdlStage> AllStages()
    {
        var stages = new VhdlStageBuilder[pipeline.Latency + 1];
        for (int s = 1; s < stages.Length; s++)
            stages[s] = new VhdlStageBuilder(s);
        states.AddRows(stages);
        bool[] chained = ChainedSums.Of(pipeline);
        (PairedChoices? choices, LutPairs? pairs) = primitives ? (PairedChoices.In(pipeline), LutPairs.Of(pipeline)) : (null, null);
        for (int i = 0; i < scope.Words.Length; i++)
        {
            Word word = scope.Words[i];
            int stage = pipeline.Stages[i],
                registers = pipeline.RegistersOf(i);
            if (word is StateWord)
            {
                states.AddRead(stages[stage], i);
                if (registers > 0)
                    stages[stage].Keep(VhdlScope.Register(i, stage), scope.Name(i, stage));
            }
            else if (!word.IsSource && word is not CollectWord && choices?.IsInside(i) != true)
            {
                var operands = new VhdlOperand[word.OperandCount];
                for (int k = 0; k < operands.Length; k++)
                    operands[k] = scope.Read(word.Operand(k), stage);
                string name = VhdlScope.Variable(i);
                var variable = new VhdlSignal(name, scope.TypeOf(word).Name, "");
                if (primitives && word is SumWord sum && SumColumns.Of(pipeline.Circuit, sum) is { Rest: 0 } three)
                    stages[stage].Add(variable, VhdlSum3.Of(name, sum, three, operands, scope));
                else if (primitives && chained[i] && word is AddWord add && ChainedSums.Columns(pipeline.Circuit, add) is { Rest: 0 } two)
                    stages[stage].Add(variable, VhdlSum3.Of(name, add, two, operands, scope));
                else if (word is LutWord lut && pairs is not null)
                    stages[stage].Add(variable, Cell(i, lut, pairs.PartnerOf(i)));
                else if (choices?.Of(i) is { } choice)
                    VhdlChoice.Add(stages[stage], pipeline.Circuit.Layers[word.Layer], name, choice, stage, scope);
                else if (primitives && ComparisonChain.Columns(pipeline.Circuit, word) is > 0 and var columns)
                    VhdlLess.Add(stages[stage], pipeline.Circuit.Layers[word.Layer], name, (CompareWord)word, columns, stage, scope);
                else
                    stages[stage].Add(pipeline.Circuit.Layers[word.Layer], variable, Statement(word, name, operands));
                if (word is HoldWord)
                    stages[stage].Load(VhdlScope.Register(i, stage), name);
                else if (registers > 0)
                    stages[stage].Keep(VhdlScope.Register(i, stage), name);
            }
            for (int k = 1; k < registers; k++)
                stages[stage + k].Keep(VhdlScope.Register(i, stage + k), VhdlScope.Register(i, stage + k - 1));
        }
        states.AddWrites(stages);
        return [.. stages.Skip(1).Select(s => s.Build())];
    }

    /// <summary>The instance for a table and its partner, which comes with the first of the two.</summary>
    private VhdlLutCell? Cell(int index, LutWord lut, int partner)
    {
        string Read(int word) => scope.Read(word, pipeline.Stages[index]).AsBit();
        string name = VhdlScope.Variable(index);
        return partner < 0 ? VhdlLutCell.Of(name, lut, Read)
            : partner < index ? null
            : VhdlLutCell.Of(name, lut, VhdlScope.Variable(partner), (LutWord)scope.Words[partner], Read);
    }

    private string Statement(Word word, string name, VhdlOperand[] operands) =>
        Renderers.TryGetValue(word.GetType(), out VhdlWordRenderer? renderer)
            ? renderer.Statement(word, name, operands, scope)
            : throw new InvalidOperationException($"{word.GetType().Name} has no VHDL renderer");
}
