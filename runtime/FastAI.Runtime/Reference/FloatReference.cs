using FastAI.Model;
using FastAI.Runtime.Data;
using Microsoft.ML.OnnxRuntime;
using Microsoft.ML.OnnxRuntime.Tensors;

namespace FastAI.Runtime.Reference;

/// <summary>
/// The float model as ONNX Runtime computes it: what the physicist's software computed. Events go through in batches of bounded size; the
/// first axis of every input and output counts events and is either open or 1 in the model.
/// </summary>
public sealed class FloatReference : IDisposable
{
    private const long MaxBatchElements = 1 << 22;

    private readonly string model;
    private readonly InferenceSession session;
    private readonly RunOptions runOptions;
    private readonly IReadOnlyList<string> outputNames;
    private readonly int batchSize;
    private readonly bool oneEventAtATime;

    private FloatReference(string model, ReferenceOptions options, Func<SessionOptions, InferenceSession> open)
    {
        this.model = model;
        session = Load(model, options, open);
        runOptions = new RunOptions();
        try
        {
            oneEventAtATime = session.InputMetadata.Values.Any(input => input is { IsTensor: true, Dimensions: [1, ..] });
            Inputs = [.. session.InputNames.Select(name => PortOf("input", name, session.InputMetadata[name]))];
            outputNames = options.Outputs.Count == 0 ? session.OutputNames : options.Outputs;
            if (outputNames.FirstOrDefault(name => !session.OutputMetadata.ContainsKey(name)) is { } unknown)
            {
                throw FastAIException.BadInput($"{model}: has no output \"{unknown}\"; it has {string.Join(", ", session.OutputNames)}.");
            }
            Outputs = [.. outputNames.Select(name => OutputOf(name, session.OutputMetadata[name]))];
            batchSize = oneEventAtATime ? 1 : options.BatchSize;
        }
        catch (FastAIException)
        {
            Dispose();
            throw;
        }
    }

    /// <summary>Inputs in model order.</summary>
    public IReadOnlyList<ReferencePort> Inputs { get; }

    /// <summary>Outputs in model order.</summary>
    public IReadOnlyList<ReferencePort> Outputs { get; }

    /// <summary>Names of all outputs that the model has whose first dimension counts events, asked for or not.</summary>
    public IReadOnlySet<string> PerEventOutputs =>
        session
            .OutputNames.Where(name => session.OutputMetadata[name] is { IsTensor: true, Dimensions: [-1 or 1, ..] })
            .ToHashSet(StringComparer.Ordinal);

    /// <summary>Half a unit in the last place of one, in the coarsest floating-point type of inputs
    /// and outputs: 2^-24 for binary32.</summary>
    public double RoundingUnit =>
        Inputs
            .Concat(Outputs)
            .Max(port =>
                port.ElementType switch
                {
                    TensorElementType.Float16 => Math.ScaleB(1, -11),
                    TensorElementType.Double => Math.ScaleB(1, -53),
                    _ => Math.ScaleB(1, -24),
                }
            );

    /// <exception cref="FastAIException">The model cannot be loaded (exit code 2) or ONNX Runtime is not installed (exit code
    /// 6).</exception>
    public static FloatReference Open(string path, ReferenceOptions? options = null) =>
        File.Exists(path)
            ? new FloatReference(path, options ?? ReferenceOptions.Exact, session => new InferenceSession(path, session))
            : throw FastAIException.BadInput($"{path}: there is no such model file.");

    /// <inheritdoc cref="Open(string, ReferenceOptions?)"/>
    public static FloatReference Open(byte[] model, ReferenceOptions? options = null) =>
        new("model", options ?? ReferenceOptions.Exact, session => new InferenceSession(model, session));

    /// <summary>Runs all events of arrays in memory.</summary>
    /// <param name="inputs">For each input in model order its events one after the other, each row-major.</param>
    /// <returns>Each output in model order.</returns>
    /// <exception cref="FastAIException">The arrays do not fit the model, or the model fails on them.</exception>
    public IReadOnlyList<ReferenceOutput> Run(params IReadOnlyList<double[]> inputs)
    {
        var (events, sizes) = Measure(inputs);
        return Collect(events, sizes, (input, start, count, destination) =>
            inputs[input].AsSpan((int)start * sizes[input], count * sizes[input]).CopyTo(destination)
        );
    }

    /// <inheritdoc cref="Run(IReadOnlyList{double[]})"/>
    public IReadOnlyList<ReferenceOutput> Run(params IReadOnlyList<float[]> inputs) =>
        Run([.. inputs.Select(values => Array.ConvertAll(values, value => (double)value))]);

    /// <summary>Runs <paramref name="count"/> events of a file from <paramref name="start"/> on; memory is taken for a batch of inputs and
    /// for the results.</summary>
    /// <param name="data">Events bound to inputs of this model's names.</param>
    public IReadOnlyList<ReferenceOutput> Run(EventData data, long start, int count)
    {
        var order = Inputs.Select(port => data.Inputs.ToList().FindIndex(input => input.Name == port.Name)).ToArray();
        if (Array.FindIndex(order, position => position < 0) is var missing and >= 0)
        {
            throw FastAIException.BadInput($"{model}: no events are bound to the input \"{Inputs[missing].Name}\".");
        }
        int[] sizes = [.. order.Select(position => data.Inputs[position].Size)];
        CheckSizes(sizes);
        return Collect(count, sizes, (input, first, events, destination) =>
            data.ReadAsDouble(order[input], start + first, events, destination)
        );
    }

    /// <summary>Elements of one event for each output, tried on a few events; null when an output does not count events.</summary>
    internal int[]? SizesPerEvent(IReadOnlyList<double[]> inputs)
    {
        try
        {
            return [.. Run(inputs).Select(output => output.Size)];
        }
        catch (FastAIException e) when (e.Code == ExitCode.Unsupported)
        {
            return null;
        }
    }

    public void Dispose()
    {
        session.Dispose();
        runOptions.Dispose();
    }

    /// <summary>Runs one batch of tensors; for measuring speed without conversion.</summary>
    internal void RunRaw(IReadOnlyList<OrtValue> tensors)
    {
        using var results = session.Run(runOptions, session.InputNames, tensors, outputNames);
    }

    /// <summary>The shape of a batch of events for an input.</summary>
    internal long[] BatchShape(int input, int events, int size) =>
        [events, .. Inputs[input].Shape.Select(dimension => (long)(dimension >= 0 ? dimension : OpenDimension(Inputs[input], size)))];

    /// <summary>Most events that one run of the model takes.</summary>
    internal int LargestBatch(int elementsPerEvent) => (int)Math.Clamp(MaxBatchElements / Math.Max(elementsPerEvent, 1), 1, batchSize);

    private static InferenceSession Load(string model, ReferenceOptions options, Func<SessionOptions, InferenceSession> open)
    {
        try
        {
            using var session = new SessionOptions
            {
                GraphOptimizationLevel = options.Optimization,
                IntraOpNumThreads = options.Threads,
                InterOpNumThreads = 1,
                ExecutionMode = ExecutionMode.ORT_SEQUENTIAL,
                LogSeverityLevel = OrtLoggingLevel.ORT_LOGGING_LEVEL_ERROR,
            };
            return open(session);
        }
        catch (OnnxRuntimeException e)
        {
            throw OnnxRuntimeFailures.BadModel(model, e);
        }
        catch (Exception e) when (OnnxRuntimeFailures.IsMissingLibrary(e))
        {
            throw OnnxRuntimeFailures.MissingLibrary(e);
        }
    }

    private ReferencePort PortOf(string kind, string name, NodeMetadata node)
    {
        if (!node.IsTensor)
        {
            throw FastAIException.Unsupported($"{model}: {kind} \"{name}\" is not a tensor but {node.OnnxValueType}.");
        }
        return node.Dimensions is [-1 or 1, .. var shape]
            ? new ReferencePort(name, node.ElementDataType, shape)
            : throw FastAIException.Unsupported(
                $"{model}: {kind} \"{name}\" has the shape [{string.Join(", ", node.Dimensions)}]; its first dimension must count "
                    + $"events, open or 1. Export the model with a batch dimension."
            );
    }

    private ReferencePort OutputOf(string name, NodeMetadata node)
    {
        if (node.OnnxValueType == OnnxValueType.ONNX_TYPE_SEQUENCE)
        {
            return new ReferencePort(name, TensorElementType.Float, [-1]);
        }
        // No dimensions are what ONNX Runtime tells of a shape that it could not infer; every run checks the real one.
        if (!oneEventAtATime && node is { IsTensor: true, Dimensions: [] })
        {
            return new ReferencePort(name, node.ElementDataType, [-1]);
        }
        // A model of one event may leave the batch dimension out of its results.
        return oneEventAtATime && node is { IsTensor: true, Dimensions: not [-1 or 1, ..] }
            ? new ReferencePort(name, node.ElementDataType, node.Dimensions)
            : PortOf("output", name, node);
    }

    private (int Events, int[] Sizes) Measure(IReadOnlyList<double[]> inputs)
    {
        if (inputs.Count != Inputs.Count)
        {
            throw FastAIException.BadInput(
                $"{model}: {inputs.Count} arrays were given, the model has {Inputs.Count} inputs "
                    + $"({string.Join(", ", Inputs.Select(port => port.Name))})."
            );
        }
        var known = Inputs.ToList().FindIndex(port => port.Size > 0);
        if (known < 0)
        {
            throw FastAIException.Unsupported(
                $"{model}: no input has a fixed size, so that the number of events is unknown; bind a " + $"file instead."
            );
        }
        var events = inputs[known].Length / Inputs[known].Size;
        for (var index = 0; index < inputs.Count; index++)
        {
            var (length, size) = (inputs[index].Length, Inputs[index].Size);
            if (size > 0 ? length != (long)events * size : events > 0 && length % events != 0)
            {
                throw FastAIException.BadInput(
                    $"{model}: {length} values were given for input \"{Inputs[index].Name}\" of {size} values per event; input "
                        + $"\"{Inputs[known].Name}\" has {events} events."
                );
            }
        }
        int[] sizes =
        [
            .. inputs.Select((values, index) => Inputs[index].Size > 0 ? Inputs[index].Size : values.Length / Math.Max(events, 1)),
        ];
        CheckSizes(sizes);
        return (events, sizes);
    }

    private void CheckSizes(int[] sizes)
    {
        for (var index = 0; index < sizes.Length; index++)
        {
            var port = Inputs[index];
            if (port.Size >= 0 ? sizes[index] != port.Size : sizes[index] > 0 && OpenDimension(port, sizes[index]) == 0)
            {
                throw FastAIException.BadInput(
                    $"{model}: events of {sizes[index]} values do not fit input \"{port.Name}\" of shape "
                        + $"[{string.Join(", ", port.Shape)}]."
                );
            }
        }
    }

    /// <summary>The extent of the one open dimension of an input whose events have <paramref name="size"/> elements; 0 when none
    /// fits.</summary>
    private static int OpenDimension(ReferencePort port, int size)
    {
        var known = port.Shape.Where(dimension => dimension >= 0).Aggregate(1, (product, dimension) => product * dimension);
        return port.Shape.Count(dimension => dimension < 0) == 1 && known > 0 && size % known == 0 ? size / known : 0;
    }

    private IReadOnlyList<ReferenceOutput> Collect(int events, int[] sizes, ReadBatch read)
    {
        var batch = Math.Min(LargestBatch(sizes.Sum()), Math.Max(events, 1));
        var buffers = Array.ConvertAll(sizes, size => new double[batch * size]);
        var collected = new ReferenceOutput[Outputs.Count];
        for (var start = 0; start < events; start += batch)
        {
            var count = Math.Min(batch, events - start);
            for (var input = 0; input < sizes.Length; input++)
            {
                read(input, start, count, buffers[input].AsSpan(0, count * sizes[input]));
            }
            var results = RunBatch(count, sizes, buffers);
            for (var output = 0; output < results.Length; output++)
            {
                var (shape, values) = results[output];
                collected[output] ??= new ReferenceOutput(Outputs[output].Name, shape, new double[checked(values.Length / count * events)]);
                if (!collected[output].Shape.SequenceEqual(shape))
                {
                    throw FastAIException.Unsupported($"{model}: output \"{Outputs[output].Name}\" changes its shape from event to event.");
                }
                values.CopyTo(collected[output].Values, start * collected[output].Size);
            }
        }
        return events > 0 ? collected : [.. Outputs.Select(port => new ReferenceOutput(port.Name, port.Shape, []))];
    }

    private (int[] Shape, double[] Values)[] RunBatch(int events, int[] sizes, double[][] buffers)
    {
        var tensors = new List<OrtValue>(sizes.Length);
        try
        {
            for (var input = 0; input < sizes.Length; input++)
            {
                tensors.Add(
                    TensorConversion.ToTensor(
                        Inputs[input],
                        buffers[input].AsSpan(0, events * sizes[input]),
                        BatchShape(input, events, sizes[input])
                    )
                );
            }
            using var results = session.Run(runOptions, session.InputNames, tensors, outputNames);
            return [.. results.Select((value, output) => ReadOutput(Outputs[output].Name, value, events))];
        }
        catch (OnnxRuntimeException e)
        {
            throw OnnxRuntimeFailures.FailedRun(model, e);
        }
        finally
        {
            tensors.ForEach(tensor => tensor.Dispose());
        }
    }

    private (int[] Shape, double[] Values) ReadOutput(string name, OrtValue value, int events)
    {
        if (value.OnnxType == OnnxValueType.ONNX_TYPE_SEQUENCE)
        {
            var (values, columns) = ClassMaps.Read(name, value);
            return values.Length == events * columns
                ? ([columns], values)
                : throw NotPerEvent(name, [values.Length / Math.Max(columns, 1)], events);
        }
        int[] shape = Array.ConvertAll(value.GetTensorTypeAndShape().Shape, dimension => checked((int)dimension));
        var withoutEvents =
            shape is [var first, .. var rest] && first == events ? rest
            : oneEventAtATime ? shape
            : throw NotPerEvent(name, shape, events);
        return (withoutEvents, TensorConversion.ToDoubles(name, value));
    }

    private FastAIException NotPerEvent(string output, int[] shape, int events) =>
        FastAIException.Unsupported(
            $"{model}: output \"{output}\" has the shape [{string.Join(", ", shape)}] for {events} events; its first dimension must count "
                + $"them."
        );

    private delegate void ReadBatch(int input, long start, int count, Span<double> destination);
}
