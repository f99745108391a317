using System.Collections.Immutable;
using System.Numerics;
using System.Runtime.CompilerServices;
using FastAI.Emulation.Execution;
using FastAI.Emulation.Planning;
using FastAI.Model;
using FastAI.Model.FixedGraph;
using FastAI.Model.FixedPoint;
using FastAI.Model.Serialization;

namespace FastAI.Emulation;

/// <summary>
/// Computes what the firmware of a compiled model computes, bit by bit, at the speed of the machine's vector units.
/// Batches are event by event: element i of input p in event e is at <c>e * InputCount + Inputs[p].Offset + i</c>, i counted row-major over
/// the shape of one event, and so for outputs; a tensor of shape (C, L) in a model of one input is thus an array of shape (events, C, L).
/// One emulator may be used by any number of threads at once; each call works in memory of its own, which is kept for the next.
/// </summary>
public sealed unsafe class Emulator
{
    /// <summary>Batches and remainders below this many events run one by one; the rest of a tile would be computed for nothing.</summary>
    private const int FewEvents = 16;

    private readonly FixedGraph graph;
    private readonly EventRunner? elements;
    private readonly TileRunner? tiles;
    private readonly TileRunner? single;
    private readonly int widest;
    private readonly RealInputs realInputs;
    private readonly RealRunner reals;
    private readonly Lazy<Tracer> tracer;

    private Emulator(FixedGraph graph, EmulatorOptions options)
    {
        this.graph = graph;
        InstructionSet = options.InstructionSet ?? PlanFactory.Best;
        (InputCount, OutputCount) = (graph.InputCount, graph.OutputCount);
        if (options.Lanes != LaneUse.Events && PlanFactory.TryBuildEventMajor(graph, InstructionSet) is { } plan)
        {
            elements = new EventRunner(graph, plan);
        }
        else
        {
            if (options.Lanes == LaneUse.Elements)
                throw FastAIException.Unsupported(
                    $"'{graph.Name}' cannot be done with lanes of elements by {InstructionSet}: leave the choice open"
                );
            tiles = new TileRunner(graph, PlanFactory.Build(graph, InstructionSet, keepAll: false));
            single = new TileRunner(graph, PlanFactory.BuildSingle(graph, InstructionSet));
        }
        Inputs = Ports(graph.Inputs.Select(i => (graph.Nodes[i].Name, graph.Nodes[i].Type)));
        Outputs = Ports(graph.Outputs.Select(o => (o.Name, graph.Nodes[o.Node].Type)));
        widest = Formats(Inputs).Concat(Formats(Outputs)).Max(f => f.Width + (f.Signed ? 0 : 1));
        realInputs = new RealInputs([.. graph.Inputs.Select(i => (InputNode)graph.Nodes[i])]);
        reals = new RealRunner(this, realInputs, [.. Formats(Outputs).Select(f => f.Step)]);
        tracer = new Lazy<Tracer>(() => new Tracer(graph, new TileRunner(graph, PlanFactory.Build(graph, InstructionSet, keepAll: true))));
    }

    /// <summary>The vector width in use.</summary>
    public InstructionSet InstructionSet { get; }

    /// <summary>Inputs in model order.</summary>
    public ImmutableArray<PortInfo> Inputs { get; }

    /// <summary>Outputs in model order.</summary>
    public ImmutableArray<PortInfo> Outputs { get; }

    /// <summary>Elements of one event over all inputs.</summary>
    public int InputCount { get; }

    /// <summary>Elements of one event over all outputs.</summary>
    public int OutputCount { get; }

    /// <summary>Bits of a signed integer that holds every input and output.</summary>
    internal int WidestBits => widest;

    /// <summary>Memory that one running thread needs beside the weights: the rows of one tile, whatever the batch.</summary>
    public long WorkspaceBytes => elements?.Bytes ?? tiles!.Plan.Bytes + single!.Plan.Bytes;

    /// <summary>What the lanes of a vector hold.</summary>
    public LaneUse Lanes => elements is null ? LaneUse.Events : LaneUse.Elements;

    /// <summary>Reads a compiled model (<c>model.fai</c>).</summary>
    /// <exception cref="FastAIException">The file cannot be read or is not a model.</exception>
    public static Emulator Load(string path, EmulatorOptions? options = null) => Create(FaiFile.Load(path), options);

    /// <param name="graph">A graph that <see cref="FixedGraphVerifier"/> accepts, as the builder and the file reader make.</param>
    /// <param name="options">How to build the emulator.</param>
    public static Emulator Create(FixedGraph graph, EmulatorOptions? options = null) => new(graph, options ?? new EmulatorOptions());

    /// <summary>Whether this machine has the instruction set.</summary>
    public static bool IsSupported(InstructionSet set) => PlanFactory.IsSupported(set);

    /// <param name="inputs">Mantissas, events times <see cref="InputCount"/>.</param>
    /// <param name="outputs">Receives mantissas, events times <see cref="OutputCount"/>.</param>
    /// <param name="threads">How many threads share the batch.</param>
    /// <exception cref="FastAIException">A mantissa is outside its input's format.</exception>
    [MethodImpl(MethodImplOptions.AggressiveOptimization | MethodImplOptions.NoInlining)]
    public void Run(ReadOnlySpan<long> inputs, Span<long> outputs, int threads = 1) => RunIntegers(inputs, outputs, threads);

    /// <summary>Halves the memory traffic of <see cref="Run(ReadOnlySpan{long}, Span{long}, int)"/>, where
    /// all input and output formats fit.</summary>
    /// <inheritdoc cref="Run(ReadOnlySpan{long}, Span{long}, int)"/>
    [MethodImpl(MethodImplOptions.AggressiveOptimization | MethodImplOptions.NoInlining)]
    public void Run(ReadOnlySpan<int> inputs, Span<int> outputs, int threads = 1) => RunIntegers(inputs, outputs, threads);

    /// <summary>Quarters the memory traffic of <see cref="Run(ReadOnlySpan{long}, Span{long}, int)"/>, where
    /// all input and output formats fit.</summary>
    /// <inheritdoc cref="Run(ReadOnlySpan{long}, Span{long}, int)"/>
    [MethodImpl(MethodImplOptions.AggressiveOptimization | MethodImplOptions.NoInlining)]
    public void Run(ReadOnlySpan<short> inputs, Span<short> outputs, int threads = 1) => RunIntegers(inputs, outputs, threads);

    /// <summary>Quantises real inputs to the input formats with the rounding and overflow that the model states, runs, and
    /// scales the results to real values.</summary>
    /// <param name="inputs">Values, events times <see cref="InputCount"/>.</param>
    /// <param name="outputs">Receives values, events times <see cref="OutputCount"/>.</param>
    /// <param name="threads">How many threads share the batch.</param>
    /// <returns>How many input values were outside their formats.</returns>
    /// <exception cref="FastAIException">A value is not a number, and the model keeps no mantissa for missing ones there.</exception>
    public long Run(ReadOnlySpan<double> inputs, Span<double> outputs, int threads = 1) => RunReals(inputs, outputs, threads);

    /// <inheritdoc cref="Run(ReadOnlySpan{double}, Span{double}, int)"/>
    public long Run(ReadOnlySpan<float> inputs, Span<float> outputs, int threads = 1) => RunReals(inputs, outputs, threads);

    /// <summary>Brings real events to the input formats with the model's own rounding and overflow, as the
    /// front end of the firmware does.</summary>
    /// <param name="values">Values, events times <see cref="InputCount"/>.</param>
    /// <param name="mantissas">Receives as many mantissas.</param>
    /// <param name="firstEvent">Number of the first event, for messages.</param>
    /// <returns>How many values lay outside their formats.</returns>
    /// <exception cref="FastAIException">A value is not a number, and the model keeps no mantissa for missing ones there.</exception>
    public long QuantizeInputs(ReadOnlySpan<double> values, Span<long> mantissas, long firstEvent = 0) =>
        realInputs.Quantize(values, mantissas, firstEvent);

    /// <summary>Every intermediate tensor, for finding where two models part. Slower than
    /// <see cref="Run(ReadOnlySpan{long}, Span{long}, int)"/>, and keeps everything.</summary>
    /// <param name="inputs">Mantissas, events times <see cref="InputCount"/>.</param>
    public EmulationTrace Trace(ReadOnlySpan<long> inputs)
    {
        Events(inputs.Length, inputs.Length / Math.Max(1, InputCount) * OutputCount);
        return tracer.Value.Trace(inputs);
    }

    /// <summary>How many values each Quantize limits over a batch.</summary>
    /// <param name="inputs">Mantissas, events times <see cref="InputCount"/>.</param>
    public ImmutableArray<SaturationCount> Saturations(ReadOnlySpan<long> inputs)
    {
        Events(inputs.Length, inputs.Length / Math.Max(1, InputCount) * OutputCount);
        return tracer.Value.Saturations(inputs);
    }

    /// <summary>One event within its caller: a call costs as much as a layer.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private void RunIntegers<T>(ReadOnlySpan<T> inputs, Span<T> outputs, int threads)
        where T : unmanaged, IBinaryInteger<T>
    {
        if (inputs.Length != InputCount || outputs.Length != OutputCount || widest > sizeof(T) * 8 || elements is not { } single)
        {
            RunBatch(inputs, outputs, threads);
            return;
        }
        fixed (
            T* source = inputs,
                target = outputs
        )
            single.RunOne(source, target);
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private void RunBatch<T>(ReadOnlySpan<T> inputs, Span<T> outputs, int threads)
        where T : unmanaged, IBinaryInteger<T>
    {
        if (widest > sizeof(T) * 8)
            throw TooWide(sizeof(T) * 8);
        long events = Events(inputs.Length, outputs.Length);
        ArgumentOutOfRangeException.ThrowIfLessThan(threads, 1);
        fixed (
            T* source = inputs,
                target = outputs
        )
        {
            if (threads == 1 || events == 1)
            {
                Range(source, target, 0, events);
                return;
            }
            Parallel(source, target, events, threads);
        }
    }

    /// <summary>Apart from <see cref="RunBatch"/>, so that one thread allocates no closure.</summary>
    private void Parallel<T>(T* source, T* target, long events, int threads)
        where T : unmanaged, IBinaryInteger<T> =>
        ParallelEvents.Run(events, threads, (first, count) => Range(source, target, first, count));

    /// <summary>Events of a batch that begins at <paramref name="source"/>.</summary>
    internal void Range<T>(T* source, T* target, long first, long count)
        where T : unmanaged, IBinaryInteger<T>
    {
        source += (nint)first * InputCount;
        target += (nint)first * OutputCount;
        if (elements is not null)
        {
            elements.Run(source, target, count, first);
            return;
        }
        long few = count % Tile.Events < FewEvents ? count % Tile.Events : 0,
            many = count - few;
        tiles!.Run(source, target, many, first);
        single!.Run(source + (nint)many * InputCount, target + (nint)many * OutputCount, few, first + many);
    }

    private long RunReals<T>(ReadOnlySpan<T> inputs, Span<T> outputs, int threads)
        where T : unmanaged, IFloatingPoint<T>
    {
        long events = Events(inputs.Length, outputs.Length);
        ArgumentOutOfRangeException.ThrowIfLessThan(threads, 1);
        fixed (
            T* source = inputs,
                target = outputs
        )
            return reals.Run(source, target, events, threads);
    }

    private long Events(long inputs, long outputs)
    {
        if (inputs == InputCount && outputs == OutputCount)
            return 1;
        long events = InputCount == 0 ? outputs / Math.Max(1, OutputCount) : inputs / InputCount;
        if (events * InputCount != inputs || events * OutputCount != outputs)
            throw new ArgumentException(
                $"{inputs} inputs and {outputs} outputs are not whole events of {InputCount} inputs and {OutputCount} outputs"
            );
        return events;
    }

    private ArgumentException TooWide(int bits)
    {
        var port = Inputs.Concat(Outputs).First(p => p.Formats.Stored.Any(f => f.Width + (f.Signed ? 0 : 1) > bits));
        return new ArgumentException(
            $"'{port.Name}' holds {port.Formats.Stored.MaxBy(f => f.Width)}, which does not fit {bits} bits signed: use a wider overload"
        );
    }

    private static ImmutableArray<PortInfo> Ports(IEnumerable<(string Name, TensorType Type)> ports)
    {
        var result = ImmutableArray.CreateBuilder<PortInfo>();
        int offset = 0;
        foreach (var (name, type) in ports)
        {
            var formats = type.Elements.IsUniform
                ? PerElement<FixedFormat>.Uniform(type[0].Format, type.Count)
                : PerElement<FixedFormat>.Create(type.Count, i => type[i].Format);
            result.Add(new PortInfo(name, type.Shape, formats, offset));
            offset += type.Count;
        }
        return result.ToImmutable();
    }

    private static FixedFormat[] Formats(ImmutableArray<PortInfo> ports) =>
        [.. ports.SelectMany(p => Enumerable.Range(0, p.Shape.Count).Select(i => p.Formats[i]))];
}
