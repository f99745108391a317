using FastAI.Compiler.Netlist;
using FastAI.Compiler.Scheduling;

namespace FastAI.Compiler.Estimation;

/// <summary>What the states of channels need, and the control that goes with samples on their way.</summary>
internal static class StateCost
{
    /// <summary>Adds the states to the layers that they belong to.</summary>
    public static void AddStates(PipelinedCircuit pipeline, Resources[] layers)
    {
        Circuit circuit = pipeline.Circuit;
        var rows = new Dictionary<(int Read, int Write), (int Layer, long Width)>();
        foreach (CircuitState state in circuit.States)
        {
            Word word = circuit.Words[state.Word];
            if (circuit.Interleave == 1)
                continue;
            // feedback is chosen between the memory and its first value
            if (state.Initial is not null)
                layers[word.Layer] += new Resources(word.Width, 0, 0, 0, 0);
            var key = (pipeline.Stages[state.Word], pipeline.WriteStage(state));
            var (layer, width) = rows.GetValueOrDefault(key, (word.Layer, 0));
            rows[key] = (layer, width + word.Width);
        }
        if (circuit.Interleave == 1)
            AddRegisters(pipeline, layers);
        foreach (var ((read, write), (layer, width)) in rows)
            layers[layer] += new Resources(Memory(width, circuit.Interleave, read == write), 0, 0, 0, 0);
    }

    /// <summary>Registers of the only channel; a line that is read at its end alone is a shift register.</summary>
    private static void AddRegisters(PipelinedCircuit pipeline, Resources[] layers)
    {
        Circuit circuit = pipeline.Circuit;
        int[] uses = CircuitUses.Count(circuit);
        int[] after = Enumerable.Repeat(-1, circuit.States.Length).ToArray();
        var inside = new bool[after.Length];
        for (int s = 0; s < after.Length; s++)
        {
            CircuitState state = circuit.States[s];
            if (
                state.Initial is not null
                || circuit.Words[state.Next] is not StateWord before
                || uses[state.Next] > 1
                || circuit.States[before.Index].Initial is not null
            )
                continue;
            after[before.Index] = s;
            inside[s] = true;
        }
        for (int s = 0; s < after.Length; s++)
        {
            if (inside[s])
                continue;
            int length = 1;
            for (int last = after[s]; last >= 0; last = after[last])
                length++;
            Word word = circuit.Words[circuit.States[s].Word];
            layers[word.Layer] += ShiftRegister.Of(word.Width, length, pipeline.ShiftRegisters);
        }
    }

    /// <summary>Valid bits, channels, and counters of the warm-up.</summary>
    public static Resources Control(PipelinedCircuit pipeline)
    {
        Circuit circuit = pipeline.Circuit;
        int ranks = pipeline.Latency + 1;
        if (!circuit.IsStream)
            return new(circuit.Words.Any(w => w is PhaseWord) ? Bits(circuit.Reuse - 1) : 0, ranks, 0, 0, 0);
        int warmUp = circuit.WarmUp!.Value,
            counted = warmUp + (circuit.States.Any(s => s.Initial is not null) ? 1 : 0),
            channels = circuit.Interleave;
        int taken = circuit.States.Select(pipeline.WriteStage).DefaultIfEmpty(0).Max();
        int begins = circuit
            .States.Where(s => s.Initial is not null)
            .Select(s => pipeline.Stages[s.Word] - (channels == 1 ? 1 : 0))
            .DefaultIfEmpty(0)
            .Max();
        Resources all = new(2, (warmUp > 0 ? ranks + taken : ranks) + begins, 0, 0, 0);
        if (counted > 0 && channels == 1)
            all += new Resources(Bits(counted) + 2, Bits(counted), 0, 0, 0);
        else if (counted > 0)
        {
            // a mark for each channel that it begins, set at once and cleared and chosen by its number; the counters are a memory
            all += new Resources(
                (3L * channels) + (counted > 1 ? Memory(Bits(counted), channels, oneAddress: true) : 0),
                channels,
                0,
                0,
                0
            );
        }
        if (channels > 1)
            all += Channels(pipeline);
        return all;
    }

    /// <summary>
    /// LUTs of a memory that is read and written: 14 bits of 32 rows or 7 of 64 take eight (AMD UG574, RAM32M16 and RAM64M8). Of more rows
    /// each bit takes one for 64 rows, and as many again for a second address; from three on they are chosen among by trees of four.
    /// </summary>
    /// <param name="width">Bits of a row.</param>
    /// <param name="depth">Rows.</param>
    /// <param name="oneAddress">Whether it is read where it is written.</param>
    private static long Memory(long width, int depth, bool oneAddress)
    {
        if (depth <= 32)
            return (width + 13) / 14 * 8;
        if (depth <= 64)
            return (width + 6) / 7 * 8;
        int parts = (depth + 63) / 64;
        return width * ((oneAddress ? 1 : 2) * parts + (parts <= 2 ? 0 : (parts + 1) / 3));
    }

    /// <summary>The channel of every sample on its way; where no state reads it, it passes shift registers.</summary>
    private static Resources Channels(PipelinedCircuit pipeline)
    {
        var taps = new SortedSet<int> { 0, pipeline.Latency };
        foreach (CircuitState state in pipeline.Circuit.States)
        {
            taps.Add(pipeline.Stages[state.Word] - 1);
            taps.Add(pipeline.WriteStage(state) - 1);
        }
        int bits = Bits(pipeline.Interleave - 1),
            before = 0;
        Resources all = new(bits, bits, 0, 0, 0);
        foreach (int tap in taps.Skip(1))
        {
            all += ShiftRegister.Of(bits, tap - before, pipeline.ShiftRegisters);
            before = tap;
        }
        return all;
    }

    private static int Bits(int value) => 32 - int.LeadingZeroCount(value);
}
