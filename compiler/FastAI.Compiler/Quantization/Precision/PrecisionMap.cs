using FastAI.Compiler.Graph;
using FastAI.Compiler.Netlist;
using FastAI.Model.FixedGraph;
using FastAI.Model.FixedPoint;

namespace FastAI.Compiler.Quantization.Precision;

/// <summary>
/// A precision file held against a model: which entry states the type of which tensor and of which numbers.
/// A tensor answers to its own name, to that of the model's output and to that of the ONNX node that makes it (the last tensor of a node
/// that became several); a linear map's numbers answer to <c>TENSOR/weight</c> and <c>TENSOR/bias</c> and to their
/// initializers' names, those of decision trees to
/// <c>TENSOR/threshold</c> and <c>TENSOR/leaf</c>, or the same with the ONNX node's name.
/// </summary>
internal sealed class PrecisionMap
{
    private const string WeightSuffix = "/weight";
    private const string BiasSuffix = "/bias";
    private const string ThresholdSuffix = "/threshold";
    private const string LeafSuffix = "/leaf";
    private static readonly string[] OwnSuffixes = [WeightSuffix, BiasSuffix, ThresholdSuffix, LeafSuffix];

    private readonly PrecisionFile? file;
    private readonly PrecisionEntry? everything;
    private readonly PrecisionEntry?[] tensors;
    private readonly PerElement<MissingValue>?[] missing;
    private readonly TableMemory?[] memories;
    private readonly Dictionary<string, PrecisionEntry> numbers = new(StringComparer.Ordinal);

    /// <exception cref="FastAI.Model.FastAIException">An entry names nothing of the model.</exception>
    public PrecisionMap(FloatGraph graph, PrecisionFile? file)
    {
        this.file = file;
        tensors = new PrecisionEntry?[graph.Nodes.Length];
        missing = new PerElement<MissingValue>?[graph.Nodes.Length];
        memories = new TableMemory?[graph.Nodes.Length];
        if (file is null)
            return;
        var aliases = Aliases(graph);
        var numberNames = NumberNames(graph);
        var exact = file.Entries.Where(e => !e.IsPattern).ToDictionary(e => e.Key, StringComparer.Ordinal);
        var patterns = file.Entries.Where(e => e.IsPattern && e.Key != PrecisionEntry.Everything).ToArray();
        var all = file.Entries.FirstOrDefault(e => e.Key == PrecisionEntry.Everything);
        everything = all is { Format.IsStated: true } ? all : null;
        if (everything is { Format: { IsExact: false, IsUniform: false } })
            throw file.Wrong(everything, "one list of formats cannot serve every tensor: state one format");
        var used = new HashSet<PrecisionEntry>(ReferenceEqualityComparer.Instance);
        for (int n = 0; n < tensors.Length; n++)
            tensors[n] = Find(aliases[n], exact, patterns, used);
        foreach (string name in numberNames)
        {
            // A pattern for activations such as dense* does not reach TENSOR/weight: only one that ends so does.
            var reaching = IsOwn(name) ? [.. patterns.Where(p => IsOwn(p.Key))] : patterns;
            if (Find([name], exact, reaching, used) is { Format.IsStated: true } entry)
                numbers[name] = entry;
        }
        foreach (var entry in file.Entries)
        {
            if (ReferenceEquals(entry, all) || used.Contains(entry))
                continue;
            string[] known = [.. aliases.SelectMany(a => a).Concat(numberNames).Distinct(StringComparer.Ordinal)];
            throw file.Wrong(
                entry,
                entry.IsPattern
                    ? "the pattern matches no tensor, node or initializer of the model"
                    : $"the model has no tensor, node or initializer of this name; {NearNames.Hint(entry.Key, known)}"
            );
        }
        FindMissing(graph, file, all);
        FindMemories(graph, file, all);
    }

    /// <summary>The entry that names a tensor (not <c>*</c>), or null.</summary>
    public PrecisionEntry? Named(int node) => tensors[node] is { Format.IsStated: true } entry ? entry : null;

    /// <summary>What stands for a missing value of each element of an input; null where none can be missing.</summary>
    public PerElement<MissingValue>? Missing(int input) => missing[input];

    /// <summary>What the table of a function is asked to be made of; null where nothing is.</summary>
    public TableMemory? Memory(int node) => memories[node];

    /// <summary>The entry <c>*</c>, or null.</summary>
    public PrecisionEntry? Everything => everything;

    /// <summary>The entry for the weights of a linear map or null; <c>*</c> counts for an initializer's.</summary>
    public PrecisionEntry? Weights(GraphNode node, LinearBlock block) => Numbers(node.Name + WeightSuffix, block.WeightSource);

    /// <summary>The entry for the bias of a linear map or null; <c>*</c> counts for an initializer's.</summary>
    public PrecisionEntry? Bias(GraphNode node, LinearBlock block) => Numbers(node.Name + BiasSuffix, block.BiasSource);

    /// <summary>The entry for the thresholds of decision trees or null.</summary>
    public PrecisionEntry? Threshold(GraphTreeEnsemble node) => Trees(node, ThresholdSuffix);

    /// <summary>The entry for the leaves of decision trees or null; of its formats the fraction counts.</summary>
    public PrecisionEntry? Leaf(GraphTreeEnsemble node) => Trees(node, LeafSuffix);

    /// <summary>A format for each element of a tensor.</summary>
    public PerElement<FixedFormat> Formats(PrecisionEntry entry, Shape shape)
    {
        var statement = entry.Format;
        if (statement.IsUniform)
            return PerElement<FixedFormat>.Uniform(statement.Formats[0], shape.Count);
        if (statement.Axis is null)
        {
            if (statement.Formats.Length != shape.Count)
                throw file!.Wrong(
                    entry,
                    $"{statement.Formats.Length} formats for {shape.Count} elements (shape {shape}): state one, one for each element, or add 'axis'"
                );
            return PerElement<FixedFormat>.Create(statement.Formats.AsSpan());
        }
        return PerElement<FixedFormat>.Create(shape.Count, i => statement.Formats[AlongAxis(entry, shape, i)]);
    }

    /// <summary>The format of one number of a linear map, by its element of the initializer (or of the map itself when
    /// <paramref name="source"/> is null).</summary>
    public FixedFormat Format(PrecisionEntry entry, Parameter? source, int index, int count)
    {
        var formats = entry.Format.Formats;
        if (entry.Format.IsUniform)
            return formats[0];
        int element = source is null ? index : source.Elements[index];
        if (element < 0)
            return formats[0]; // a zero that the initializer does not hold: any format holds it
        if (entry.Format.Axis is not null)
        {
            if (source?.Shape is not { } shape)
                throw file!.Wrong(
                    entry,
                    "an axis needs an initializer of known shape: state one format, or one for each element of the weights"
                );
            return formats[AlongAxis(entry, shape, element)];
        }
        int expected = source is null ? count : source.Shape?.Count ?? Math.Max(formats.Length, element + 1);
        if (formats.Length != expected)
            throw file!.Wrong(entry, $"{formats.Length} formats for {expected} elements: state one, or one for each element, row-major");
        return formats[element];
    }

    private int AlongAxis(PrecisionEntry entry, Shape shape, int element) =>
        AlongAxis(entry, entry.Format.Axis!.Value, entry.Format.Formats.Length, "formats", shape, element);

    // The index along the stated axis of a row-major element.
    private int AlongAxis(PrecisionEntry entry, int axis, int stated, string what, Shape shape, int element)
    {
        int resolved = axis < 0 ? axis + shape.Rank : axis;
        if (resolved < 0 || resolved >= shape.Rank)
            throw file!.Wrong(entry, $"axis {axis} of shape {shape} does not exist");
        if (stated != shape[resolved])
            throw file!.Wrong(entry, $"{stated} {what} along axis {axis} of shape {shape}");
        int inner = 1;
        for (int d = resolved + 1; d < shape.Rank; d++)
            inner *= shape[d];
        return element / inner % shape[resolved];
    }

    private void FindMissing(FloatGraph graph, PrecisionFile file, PrecisionEntry? all)
    {
        var applied = new HashSet<PrecisionEntry>(ReferenceEqualityComparer.Instance);
        foreach (int input in graph.Inputs)
        {
            if ((tensors[input] ?? all) is not { Missing: { } stated } entry)
                continue;
            applied.Add(entry);
            var shape = graph.Nodes[input].Shape;
            var values = stated.Values;
            if (values.Length > 1 && stated.Axis is null && values.Length != shape.Count)
                throw file.Wrong(
                    entry,
                    $"'missing' has {values.Length} words for {shape.Count} elements (shape {shape}): state one, one for each element, or add 'axis'"
                );
            var each = PerElement<MissingValue>.Create(shape.Count, i => values[
                    stated.Axis is { } axis ? AlongAxis(entry, axis, values.Length, "words", shape, i)
                    : values.Length == 1 ? 0
                    : i
                ]);
            if (each.Stored.Any(m => m != MissingValue.None))
                missing[input] = each;
        }
        foreach (var entry in file.Entries)
            if (entry.Missing is not null && !applied.Contains(entry))
                throw file.Wrong(
                    entry,
                    $"'missing' speaks of inputs, where values can be missing in the data; the model has {string.Join(", ", graph.Inputs.Select(i => $"'{graph.Nodes[i].Name}'"))}"
                );
    }

    private void FindMemories(FloatGraph graph, PrecisionFile file, PrecisionEntry? all)
    {
        var applied = new HashSet<PrecisionEntry>(ReferenceEqualityComparer.Instance);
        for (int n = 0; n < memories.Length; n++)
        {
            if (graph.Nodes[n] is not GraphFunction)
                continue;
            memories[n] = tensors[n]?.Memory ?? all?.Memory;
            if (tensors[n] is { Memory: not null } entry)
                applied.Add(entry);
        }
        string[] tables = [.. graph.Nodes.OfType<GraphFunction>().Select(f => f.Name)];
        foreach (var entry in file.Entries)
            if (entry.Memory is not null && !ReferenceEquals(entry, all) && !applied.Contains(entry))
                throw file.Wrong(
                    entry,
                    $"'memory' speaks of functions by table, which this is not; {(tables.Length == 0 ? "the model has none" : NearNames.Hint(entry.Key, tables))}"
                );
    }

    private PrecisionEntry? Trees(GraphTreeEnsemble node, string suffix) =>
        numbers.TryGetValue(node.Name + suffix, out var entry) || numbers.TryGetValue(node.Origin.Node + suffix, out entry)
            ? entry
            : everything;

    private PrecisionEntry? Numbers(string own, Parameter? source)
    {
        if (numbers.TryGetValue(own, out var entry))
            return entry;
        if (source is not null && numbers.TryGetValue(source.Name, out entry))
            return entry;
        return source is not null || everything is { Format.IsExact: true } ? everything : null;
    }

    private static bool IsOwn(string name) => Array.Exists(OwnSuffixes, suffix => name.EndsWith(suffix, StringComparison.Ordinal));

    private static PrecisionEntry? Find(
        List<string> names,
        Dictionary<string, PrecisionEntry> exact,
        PrecisionEntry[] patterns,
        HashSet<PrecisionEntry> used
    )
    {
        PrecisionEntry? found = null;
        foreach (string name in names)
            if (exact.TryGetValue(name, out var entry))
            {
                found ??= entry;
                used.Add(entry);
            }
        foreach (var pattern in patterns)
            if (names.Any(pattern.Matches))
            {
                found ??= pattern;
                used.Add(pattern);
            }
        return found;
    }

    private static List<string>[] Aliases(FloatGraph graph)
    {
        var aliases = new List<string>[graph.Nodes.Length];
        var tensors = graph.Nodes.Select(n => n.Name).ToHashSet(StringComparer.Ordinal);
        var last = new Dictionary<string, int>(StringComparer.Ordinal);
        for (int n = 0; n < aliases.Length; n++)
        {
            aliases[n] = [graph.Nodes[n].Name];
            last[graph.Nodes[n].Origin.Node] = n;
        }
        foreach (var port in graph.Outputs)
            if (!tensors.Contains(port.Name))
                aliases[port.Node].Add(port.Name);
        foreach (var (name, n) in last)
            if (!tensors.Contains(name))
                aliases[n].Add(name);
        return aliases;
    }

    private static SortedSet<string> NumberNames(FloatGraph graph)
    {
        var names = new SortedSet<string>(StringComparer.Ordinal);
        foreach (var linear in graph.Nodes.OfType<GraphLinear>())
        {
            names.Add(linear.Name + WeightSuffix);
            names.Add(linear.Name + BiasSuffix);
            foreach (var block in linear.Blocks)
            {
                if (block.WeightSource is { } weights)
                    names.Add(weights.Name);
                if (block.BiasSource is { } bias)
                    names.Add(bias.Name);
            }
        }
        foreach (var trees in graph.Nodes.OfType<GraphTreeEnsemble>())
        foreach (string name in (ReadOnlySpan<string>)[trees.Name, trees.Origin.Node])
        {
            names.Add(name + ThresholdSuffix);
            names.Add(name + LeafSuffix);
        }
        return names;
    }
}
