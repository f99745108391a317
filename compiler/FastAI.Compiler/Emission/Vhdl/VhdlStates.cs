using System.Collections.Immutable;
using System.Globalization;
using System.Text;
using FastAI.Compiler.Netlist;
using FastAI.Compiler.Scheduling;
using FastAI.Model.FixedPoint;

namespace FastAI.Compiler.Emission.Vhdl;

/// <summary>
/// What channels keep: of one channel a register with clock enable each, of several a memory with a row for each channel. The sample in
/// stage r reads the row of its channel, and the edge at the end of stage w writes it; between samples nothing moves.
/// </summary>
internal sealed class VhdlStates
{
    private const string Layer = "states";
    private readonly PipelinedCircuit pipeline;
    private readonly VhdlScope scope;
    private readonly List<Group> groups = [];

    /// <summary>For each state its memory and its lowest bit there; unused for one channel.</summary>
    private readonly (Group Group, int Low)[] places;

    public VhdlStates(PipelinedCircuit pipeline, VhdlScope scope)
    {
        (this.pipeline, this.scope) = (pipeline, scope);
        ImmutableArray<CircuitState> states = pipeline.Circuit.States;
        places = new (Group, int)[states.Length];
        Registers = [];
        Memories = [];
        if (pipeline.Interleave == 1)
        {
            Registers =
            [
                .. states.Select(
                    (s, i) => new VhdlSignal(VhdlScope.State(i), TypeOf(s).Name, VhdlOperand.Literal(s.PowerUp(RangeOf(s))).As(TypeOf(s)))
                ),
            ];
            return;
        }
        var known = new Dictionary<(int Read, int Write), Group>();
        for (int i = 0; i < states.Length; i++)
        {
            var key = (pipeline.Stages[states[i].Word], pipeline.WriteStage(states[i]));
            if (!known.TryGetValue(key, out Group? group))
            {
                known.Add(key, group = new Group(groups.Count, key.Item1, key.Item2));
                groups.Add(group);
            }
            places[i] = (group, group.Width);
            group.States.Add(i);
            group.Width += RangeOf(states[i]).Width;
        }
        Memories = [.. groups.Select(g => new VhdlMemory(g.Memory, g.Width, PowerUp(g)))];
    }

    /// <summary>The states of one channel.</summary>
    public ImmutableArray<VhdlSignal> Registers { get; }

    /// <summary>The states of several channels.</summary>
    public ImmutableArray<VhdlMemory> Memories { get; }

    /// <summary>Reads the rows of the memories.</summary>
    public void AddRows(VhdlStageBuilder[] stages)
    {
        foreach (Group group in groups)
        {
            stages[group.Read]
                .Add(
                    Layer,
                    new VhdlSignal(group.Row, BitsType(group.Width), ""),
                    string.Create(CultureInfo.InvariantCulture, $"{group.Row} {scope.Assign} {group.Memory}(channel({group.Read - 1}));")
                );
        }
    }

    /// <summary>Takes a state from the row of its memory; of one channel the register is read as it is.</summary>
    public void AddRead(VhdlStageBuilder stage, int word)
    {
        if (pipeline.Interleave == 1)
            return;
        int index = ((StateWord)scope.Words[word]).Index;
        CircuitState state = pipeline.Circuit.States[index];
        (Group group, int low) = places[index];
        VhdlType type = TypeOf(state);
        string name = VhdlScope.Variable(word),
            value = VhdlBits.Unpack(group.Row, low, RangeOf(state).Width, type.Range.Low < 0, type, port: false);
        string statement = $"{name} {scope.Assign} {value};";
        if (state.Initial is { } initial)
        {
            string begins = string.Create(CultureInfo.InvariantCulture, $"begins({group.Read - 1}) = '1'"),
                first = VhdlOperand.Literal(initial).As(type);
            statement = scope.Signals
                ? $"{name} <= {first} when {begins} else {value};"
                : $"if {begins} then {name} := {first}; else {name} := {value}; end if;";
        }
        stage.Add(pipeline.Circuit.Layers[scope.Words[word].Layer], new VhdlSignal(name, type.Name, ""), statement);
    }

    /// <summary>Writes the states.</summary>
    public void AddWrites(VhdlStageBuilder[] stages)
    {
        ImmutableArray<CircuitState> states = pipeline.Circuit.States;
        for (int i = 0; i < states.Length && pipeline.Interleave == 1; i++)
            stages[pipeline.WriteStage(states[i])].Write(Register(i, states[i]));
        foreach (Group group in groups)
        {
            bool first = true;
            foreach (int i in group.States)
            {
                Interval range = RangeOf(states[i]);
                int low = places[i].Low;
                string bits = VhdlBits.Pack(scope.Read(states[i].Next, group.Write), range.Width, range.Low < 0);
                string statement = string.Create(
                    CultureInfo.InvariantCulture,
                    $"{group.Next}({low + range.Width - 1} downto {low}) {scope.Assign} {bits};"
                );
                if (first)
                    stages[group.Write].Add(Layer, new VhdlSignal(group.Next, BitsType(group.Width), ""), statement);
                else
                    stages[group.Write].Add(Layer, statement);
                first = false;
            }
            stages[group.Write]
                .Write(
                    string.Create(
                        CultureInfo.InvariantCulture,
                        $"if taken({group.Write - 1}) = '1' then {group.Memory}(channel({group.Write - 1})) <= {group.Next}; end if;"
                    )
                );
        }
    }

    /// <summary>
    /// A state of the only channel takes its next value with the sample that leaves its stage, and before that its first value with the
    /// sample that enters its stage: the two stages are the same.
    /// </summary>
    private string Register(int index, CircuitState state)
    {
        int stage = pipeline.WriteStage(state);
        string name = VhdlScope.State(index),
            next = scope.Read(state.Next, stage).As(TypeOf(state));
        string taken = string.Create(CultureInfo.InvariantCulture, $"taken({stage - 1}) = '1'");
        if (state.Initial is not { } initial)
            return $"if {taken} then {name} <= {next}; end if;";
        string begins = stage == 1 ? "begins_in" : string.Create(CultureInfo.InvariantCulture, $"begins({stage - 2})");
        return $"if {begins} = '1' then {name} <= {VhdlOperand.Literal(initial).As(TypeOf(state))}; elsif {taken} then {name} <= {next}; end if;";
    }

    private Interval RangeOf(CircuitState state) => scope.Words[state.Word].Range;

    private VhdlType TypeOf(CircuitState state) => scope.TypeOf(scope.Words[state.Word]);

    private static string BitsType(int width) => string.Create(CultureInfo.InvariantCulture, $"std_logic_vector({width - 1} downto 0)");

    private string PowerUp(Group group)
    {
        var bits = new StringBuilder(group.Width);
        foreach (int i in Enumerable.Reverse(group.States))
        {
            CircuitState state = pipeline.Circuit.States[i];
            long value = state.PowerUp(RangeOf(state));
            for (int b = RangeOf(state).Width - 1; b >= 0; b--)
                bits.Append((value >> Math.Min(b, 63) & 1) == 1 ? '1' : '0');
        }
        return bits.ToString();
    }

    private sealed class Group(int number, int read, int write)
    {
        public int Read => read;

        public int Write => write;

        public string Memory { get; } = "memory_" + number.ToString(CultureInfo.InvariantCulture);

        public string Row { get; } = "row_" + number.ToString(CultureInfo.InvariantCulture);

        public string Next { get; } = "next_" + number.ToString(CultureInfo.InvariantCulture);

        public List<int> States { get; } = [];

        public int Width { get; set; }
    }
}
