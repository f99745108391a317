using System.Collections.Immutable;
using FastAI.Model.FixedGraph;
using FastAI.Model.FixedPoint;

namespace FastAI.Benchmarks.Emulation;

/// <summary>Recurrent layers unrolled over a sequence of 16 samples of 8 features, with 32 hidden values of 8 bits and
/// 6-bit weights, then dense 32-1.</summary>
internal sealed class ReferenceRecurrent
{
    public const int Steps = 16,
        Features = 8,
        Hidden = 32;

    private static readonly FixedFormat Sample = new(true, 8, 3),
        Argument = new(true, 8, 3),
        Signed = new(true, 8, 1),
        Unsigned = new(false, 8, 0),
        Cell = new(true, 12, 4);

    private readonly Random random = new(11);
    private readonly FixedGraphBuilder builder;
    private readonly LookupTable tanh = Table(Argument, Signed, Math.Tanh);
    private readonly LookupTable sigmoid = Table(Argument, Unsigned, x => 1 / (1 + Math.Exp(-x)));
    private readonly LookupTable tanhOfCell = Table(Cell, Signed, Math.Tanh);

    private ReferenceRecurrent(string name) => builder = new FixedGraphBuilder(name);

    /// <summary>H = tanh(W x + R H).</summary>
    public static FixedGraph Rnn()
    {
        var model = new ReferenceRecurrent("rnn_16x8_32");
        var gate = model.Matrix();
        return model.Unroll(read => model.Look(model.Gate(read, gate), model.tanh));
    }

    /// <summary>The usual cell: i, f, o and the candidate; a cell of 12 bits.</summary>
    public static FixedGraph Lstm()
    {
        var model = new ReferenceRecurrent("lstm_16x8_32");
        ImmutableArray<long>[] gates = [model.Matrix(), model.Matrix(), model.Matrix(), model.Matrix()];
        int cell = -1;
        return model.Unroll(read =>
        {
            int input = model.Look(model.Gate(read, gates[0]), model.sigmoid),
                candidate = model.Look(model.Gate(read, gates[3]), model.tanh);
            int next = model.builder.Binary("added", BinaryOperation.Multiply, input, candidate);
            if (cell >= 0)
                next = model.builder.Binary(
                    "sum",
                    BinaryOperation.Add,
                    model.builder.Binary("kept", BinaryOperation.Multiply, model.Look(model.Gate(read, gates[1]), model.sigmoid), cell),
                    next
                );
            cell = model.builder.Quantize("cell", next, Uniform(Cell), Rounding.Rnd, Overflow.Sat);
            return model.builder.Quantize(
                "hidden",
                model.builder.Binary(
                    "shown",
                    BinaryOperation.Multiply,
                    model.Look(model.Gate(read, gates[2]), model.sigmoid),
                    model.Look(cell, model.tanhOfCell)
                ),
                Uniform(Signed),
                Rounding.Rnd,
                Overflow.Sat
            );
        });
    }

    private FixedGraph Unroll(Func<int, int> step)
    {
        int x = builder.Input("x", new Shape(Steps, Features), PerElement<FixedFormat>.Uniform(Sample, Steps * Features)),
            hidden = -1;
        for (int t = 0; t < Steps; t++)
        {
            int[] features = [.. Enumerable.Range(t * Features, Features)];
            int read =
                hidden < 0
                    ? builder.Gather("read", [x], new Shape(Features), [.. features])
                    : builder.Gather(
                        "read",
                        [x, hidden],
                        new Shape(Features + Hidden),
                        [.. features, .. Enumerable.Range(Steps * Features, Hidden)]
                    );
            hidden = step(read);
        }
        int y = builder.Affine(
            "dense",
            hidden,
            new Shape(1),
            [new(Hidden, 1, [.. Enumerable.Range(0, Hidden)], [0], Weights(Hidden), [0])],
            PerElement<int>.Uniform(builder.TypeOf(hidden)[0].Fraction + 5, 1)
        );
        builder.Output(
            "y",
            builder.Quantize("y", y, PerElement<FixedFormat>.Uniform(new FixedFormat(true, 16, 8), 1), Rounding.Rnd, Overflow.Sat)
        );
        return builder.Build();
    }

    private ImmutableArray<long> Matrix() => Weights((Features + Hidden) * Hidden);

    /// <summary>Samples have 5 fraction bits and hidden values 7: the weights of the former have two more.</summary>
    private int Gate(int read, ImmutableArray<long> matrix)
    {
        int rows = builder.TypeOf(read).Count,
            fraction = Signed.Fraction + 5;
        ImmutableArray<long> weights =
        [
            .. Enumerable
                .Range(0, rows * Hidden)
                .Select(i => i / Hidden < Features ? matrix[i] << (Signed.Fraction - Sample.Fraction) : matrix[i]),
        ];
        int sum = builder.Affine(
            "gate",
            read,
            new Shape(Hidden),
            [new(rows, Hidden, [.. Enumerable.Range(0, rows)], [.. Enumerable.Range(0, Hidden)], weights, Weights(Hidden))],
            PerElement<int>.Uniform(fraction, Hidden)
        );
        return builder.Quantize("argument", sum, Uniform(Argument), Rounding.Rnd, Overflow.Sat);
    }

    private int Look(int x, LookupTable table) => builder.Table("function", x, [table], PerElement<int>.Uniform(0, Hidden));

    private ImmutableArray<long> Weights(int count) => [.. Enumerable.Range(0, count).Select(_ => (long)random.Next(-32, 32))];

    private static PerElement<FixedFormat> Uniform(FixedFormat format) => PerElement<FixedFormat>.Uniform(format, Hidden);

    private static LookupTable Table(FixedFormat from, FixedFormat to, Func<double, double> function) =>
        new(
            (long)from.MinMantissa,
            [
                .. Enumerable
                    .Range(0, 1 << from.Width)
                    .Select(i =>
                        Math.Clamp(
                            (long)Math.Round(function(((long)from.MinMantissa + i) * from.Step) / to.Step),
                            (long)to.MinMantissa,
                            (long)to.MaxMantissa
                        )
                    ),
            ],
            to
        );
}
