namespace FastAI.Compiler.Tests.Onnx;

/// <summary>
/// A random recurrent layer with the attributes that ONNX has, written in either layout around the same weights: the events are the batch,
/// or the batch is 1 and the layer's rows lie within an event.
/// </summary>
internal sealed class RecurrentVariant
{
    private static readonly string[] Functions =
    [
        "Affine",
        "Relu",
        "LeakyRelu",
        "ThresholdedRelu",
        "Tanh",
        "ScaledTanh",
        "Sigmoid",
        "HardSigmoid",
        "Elu",
        "Softsign",
        "Softplus",
    ];

    private readonly TestRandom random;
    private readonly string type;
    private readonly bool events;
    private readonly bool lengths;
    private readonly int initial;
    private readonly int opset,
        steps,
        rows,
        inputs,
        hidden,
        directions,
        gates;
    private readonly bool[] wanted;
    private readonly bool bias,
        peepholes;
    private readonly List<(string Name, object Value)> attributes = [];
    private readonly float[] w,
        r,
        b,
        p,
        h0,
        c0;
    private readonly long[] lens;

    public RecurrentVariant(string type, int seed, int? opset = null)
    {
        random = new TestRandom(seed);
        this.type = type;
        this.opset = opset ?? random.Next(9, 22);
        (steps, rows, inputs, hidden) = (random.Next(1, 4), random.Next(1, 3), random.Next(1, 4), random.Next(1, 4));
        events = random.Flag();
        if (events)
            rows = 1;
        string direction = random.Pick("forward", "reverse", "bidirectional");
        directions = direction == "bidirectional" ? 2 : 1;
        gates = type switch
        {
            "RNN" => 1,
            "GRU" => 3,
            _ => 4,
        };
        (bias, peepholes, lengths, initial) = (random.Flag(), type == "LSTM" && random.Flag(), random.Flag(), random.Next(0, 2));
        do wanted = [.. Enumerable.Range(0, type == "LSTM" ? 3 : 2).Select(_ => random.Flag())];
        while (!wanted.Any(flag => flag));
        if (direction != "forward" || random.Flag())
            attributes.Add(("direction", direction));
        attributes.Add(("hidden_size", hidden));
        if (random.Flag())
            attributes.Add(("clip", random.Float(0.1, 1.5)));
        if (random.Flag())
            AddActivations();
        if (type == "GRU" && random.Flag())
            attributes.Add(("linear_before_reset", 1));
        if (type == "LSTM" && random.Next(0, 3) == 0)
            attributes.Add(("input_forget", 1));
        w = random.Floats(directions * gates * hidden * inputs);
        r = random.Floats(directions * gates * hidden * hidden);
        b = random.Floats(directions * 2 * gates * hidden);
        p = random.Floats(directions * 3 * hidden);
        h0 = random.Floats(directions * rows * hidden);
        c0 = random.Floats(directions * rows * hidden);
        lens = random.Longs(rows, 1, steps);
    }

    /// <summary>
    /// The model in the way that ONNX Runtime computes as ONNX says: in layout 0, with all
    /// parameters of activations written, since it takes
    /// 0 for those that are not.
    /// </summary>
    public byte[] ForRuntime() =>
        Model(
            rowsFirst: false,
            [.. attributes.Where(attribute => !attribute.Name.StartsWith("activation_", StringComparison.Ordinal)), .. AllParameters()]
        );

    /// <summary>The model; <paramref name="rowsFirst"/> is the layout 1.</summary>
    public byte[] Model(bool rowsFirst) => Model(rowsFirst, attributes);

    private byte[] Model(bool rowsFirst, IReadOnlyList<(string Name, object Value)> attributes)
    {
        var builder = new OnnxBuilder(opset).Input("x", events ? [-1, steps, inputs] : [1, rows, steps, inputs]);
        builder.Weights("W", [directions, gates * hidden, inputs], w).Weights("R", [directions, gates * hidden, hidden], r);
        if (bias)
            builder.Weights("B", [directions, 2 * gates * hidden], b);
        if (peepholes)
            builder.Weights("P", [directions, 3 * hidden], p);
        string x = Rows(builder, "x", [rows, steps, inputs]);
        if (lengths && events)
            builder
                .Integers("one_length", lens)
                .Node("Shape", ["x"], ["x_shape"])
                .Integers("first", 0)
                .Node("Gather", ["x_shape", "first"], ["events"], ("axis", 0))
                .Node("Expand", ["one_length", "events"], ["lens64"]);
        else if (lengths)
            builder.Integers("lens64", lens);
        if (lengths)
            builder.Node("Cast", ["lens64"], ["lens"], ("to", OnnxBuilder.Int32));
        string h = Initial(builder, "h0", h0, rowsFirst, initial),
            c = type == "LSTM" ? Initial(builder, "c0", c0, rowsFirst, initial) : "";
        if (!rowsFirst)
            builder.Node("Transpose", [x], ["steps_first"], ("perm", new long[] { 1, 0, 2 }));
        string[] operands = [rowsFirst ? x : "steps_first", "W", "R", bias ? "B" : "", lengths ? "lens" : "", h];
        if (type == "LSTM")
            operands = [.. operands, c, peepholes ? "P" : ""];
        string[] names =
        [
            wanted[0] ? "Y" : "",
            wanted[1] ? "Y_h" : "",
            .. wanted.Length > 2 && wanted[2] ? ["Y_c"] : Array.Empty<string>(),
        ];
        (string, object)[] own = [.. attributes, .. rowsFirst ? [("layout", (object)1)] : Array.Empty<(string, object)>()];
        builder.Node(type, operands, names, own);
        foreach (string name in names.Where(name => name.Length > 0))
        {
            string result = name;
            if (!rowsFirst)
            {
                result += "_rows_first";
                builder.Node("Transpose", [name], [result], ("perm", name == "Y" ? new long[] { 2, 0, 1, 3 } : [1, 0, 2]));
            }
            if (!events)
            {
                builder
                    .Integers(name + "_shape", name == "Y" ? [1, rows, steps, directions, hidden] : [1, rows, directions, hidden])
                    .Node("Reshape", [result, name + "_shape"], [name + "_out"]);
                result = name + "_out";
            }
            else
            {
                builder.Node("Identity", [result], [name + "_out"]);
                result = name + "_out";
            }
            builder.Output(result);
        }
        return builder.ToBytes();
    }

    // The activations with as many parameters as they consume, or with none.
    private void AddActivations()
    {
        int count =
            directions
            * (
                type switch
                {
                    "RNN" => 1,
                    "GRU" => 2,
                    _ => 3,
                }
            );
        string[] names = [.. Enumerable.Range(0, count).Select(_ => random.Pick(Functions))];
        attributes.Add(("activations", names));
        if (random.Flag())
            return;
        int betas = names.Count(name => name is "Affine" or "ScaledTanh" or "HardSigmoid");
        int alphas = betas + names.Count(name => name is "LeakyRelu" or "ThresholdedRelu" or "Elu");
        if (alphas > 0)
            attributes.Add(("activation_alpha", random.Floats(alphas, 0.1, 1)));
        if (betas > 0)
            attributes.Add(("activation_beta", random.Floats(betas, 0.1, 1)));
    }

    private IEnumerable<(string Name, object Value)> AllParameters()
    {
        if (attributes.Find(attribute => attribute.Name == "activations").Value is not string[] names)
            yield break;
        var given = new[] { "activation_alpha", "activation_beta" }
            .Select(name => new Queue<float>(attributes.Find(attribute => attribute.Name == name).Value as float[] ?? []))
            .ToArray();
        List<float> alphas = [],
            betas = [];
        foreach (string name in names)
        {
            (float? alpha, float? beta) = name switch
            {
                "Affine" => (1f, 0f),
                "LeakyRelu" => (0.01f, null),
                "ThresholdedRelu" or "Elu" => (1f, null),
                "ScaledTanh" => (1f, 1f),
                "HardSigmoid" => (0.2f, 0.5f),
                _ => ((float?)null, (float?)null),
            };
            if (alpha is { } usualAlpha)
                alphas.Add(given[0].TryDequeue(out float a) ? a : usualAlpha);
            if (beta is { } usualBeta)
                betas.Add(given[1].TryDequeue(out float b) ? b : usualBeta);
        }
        if (alphas.Count > 0)
            yield return ("activation_alpha", alphas.ToArray());
        if (betas.Count > 0)
            yield return ("activation_beta", betas.ToArray());
    }

    // Within one event the leading 1 is taken away.
    private string Rows(OnnxBuilder builder, string name, long[] shape)
    {
        if (events)
            return name;
        builder.Integers(name + "_squeezed", shape).Node("Reshape", [name, name + "_squeezed"], [name + "_rows"]);
        return name + "_rows";
    }

    // None, an input of the model, or a constant.
    private string Initial(OnnxBuilder builder, string name, float[] values, bool rowsFirst, int kind)
    {
        if (kind == 0)
            return "";
        string own;
        if (kind == 1)
        {
            builder.Input(name, events ? [-1, directions, hidden] : [1, rows, directions, hidden]);
            own = Rows(builder, name, [rows, directions, hidden]);
        }
        else if (!events)
        {
            builder.Weights(name, [rows, directions, hidden], values);
            own = name;
        }
        else
        {
            string prefix = name + "_";
            builder
                .Weights(name, [rows, directions, hidden], values)
                .Node("Shape", ["x"], [prefix + "shape"])
                .Integers(prefix + "first", 0)
                .Node("Gather", [prefix + "shape", prefix + "first"], [prefix + "events"], ("axis", 0))
                .Integers(prefix + "rest", directions, hidden)
                .Node("Concat", [prefix + "events", prefix + "rest"], [prefix + "target"], ("axis", 0))
                .Node("Expand", [name, prefix + "target"], [prefix + "all"]);
            own = prefix + "all";
        }
        if (rowsFirst)
            return own;
        builder.Node("Transpose", [own], [own + "_directions_first"], ("perm", new long[] { 1, 0, 2 }));
        return own + "_directions_first";
    }
}
