using System.Collections.Immutable;
using FastAI.Emulation;

namespace FastAI.Runtime.Streaming;

/// <summary>Which recorded firmware results are held against which outputs: those of the same name, but for case and underscores,
/// where the output has one element.</summary>
internal sealed class ResultComparison
{
    private readonly Counter[] counters;

    internal ResultComparison(ImmutableArray<string> names, IReadOnlyList<PortInfo> outputs)
    {
        counters =
        [
            .. from port in outputs
            where port.Shape.Count == 1
            let column = names.ToList().FindIndex(name => Plain(name) == Plain(port.Name))
            where column >= 0
            select new Counter(port.Name, column, port.Offset, port.Formats[0].Step),
        ];
    }

    /// <summary>Results that are compared.</summary>
    internal int Count => counters.Length;

    /// <summary>Picks the compared ones out of a record's results.</summary>
    internal void Pick(ReadOnlySpan<long> results, Span<long> picked)
    {
        for (int i = 0; i < counters.Length; i++)
            picked[i] = results[counters[i].Column];
    }

    /// <summary>Compares one event.</summary>
    /// <param name="number">Its number, for the first difference.</param>
    /// <param name="recorded">What <see cref="Pick"/> has taken.</param>
    /// <param name="output">Gives a mantissa of the event's outputs.</param>
    internal void Compare(long number, ReadOnlySpan<long> recorded, Func<int, long> output)
    {
        for (int i = 0; i < counters.Length; i++)
            counters[i].Add(number, recorded[i], output(counters[i].Output));
    }

    internal ImmutableArray<ResultAgreement> Agreements() => [.. counters.Select(c => c.Agreement())];

    private static string Plain(string name) => name.Replace("_", "", StringComparison.Ordinal).ToLowerInvariant();

    private sealed class Counter(string name, int column, int output, double step)
    {
        private long events;
        private long exact;
        private double largest;
        private long firstNumber = -1;
        private long firstRecorded;
        private double firstComputed;

        public int Column => column;

        public int Output => output;

        public void Add(long number, long recorded, long mantissa)
        {
            double computed = mantissa * step;
            events++;
            if (computed == recorded)
            {
                exact++;
                return;
            }
            largest = Math.Max(largest, Math.Abs(computed - recorded));
            if (firstNumber < 0)
                (firstNumber, firstRecorded, firstComputed) = (number, recorded, computed);
        }

        public ResultAgreement Agreement() =>
            new(
                name,
                events,
                exact,
                largest,
                firstNumber < 0 ? null : firstNumber,
                firstNumber < 0 ? null : firstRecorded,
                firstNumber < 0 ? null : firstComputed
            );
    }
}
