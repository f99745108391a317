using System.Collections.Immutable;
using FastAI.Model;
using FastAI.Model.FixedGraph;
using FastAI.Model.FixedPoint;

namespace FastAI.Compiler.Netlist;

/// <summary>
/// Builds a <see cref="Circuit"/> word by word. The same operation on the same operands is made once (in any layer and at any position),
/// what is constant becomes a constant, and every method picks the cheapest of the forms that mean the same: an index that is
/// returned stands for the integer that was asked for, not for a word of a certain kind.
/// </summary>
public sealed partial class CircuitBuilder
{
    private readonly List<Word> words = [];
    private readonly Dictionary<WordKey, int> known = [];
    private readonly Dictionary<LookupTable, int> tables = [];
    private readonly List<string> layers = [];
    private readonly int maxWords;

    /// <param name="maxWords">Number of words beyond which a design is refused.</param>
    public CircuitBuilder(int maxWords = 5_000_000) => this.maxWords = maxWords;

    /// <summary>Words made so far.</summary>
    public IReadOnlyList<Word> Words => words;

    /// <summary>Layer that new words belong to.</summary>
    public int Layer { get; set; }

    /// <summary>Starts a layer; new words belong to it.</summary>
    public int BeginLayer(string name)
    {
        layers.Add(name);
        return Layer = layers.Count - 1;
    }

    public Interval RangeOf(int word) => words[word].Range;

    /// <summary>The value of a word that is the same for every event, else null.</summary>
    public long? ConstantOf(int word) => words[word] is ConstantWord constant ? constant.Value : null;

    public int Input(int port, int element, FixedFormat format) => Append(new InputWord(format.Range, Layer, port, element, format));

    /// <summary>The word that reads state <paramref name="index"/>, whose content lies inside <paramref name="range"/>.</summary>
    public int State(int index, Interval range) => Append(new StateWord(range, Layer, index));

    public int Constant(long value) => Append(new ConstantWord(value, Layer));

    /// <summary>The entry of the table for the word. Where the word's interval exceeds the table, which no event does,
    /// the end of the table is repeated.</summary>
    public int Table(int input, LookupTable table, TableMemory? memory = null, bool inBlock = false)
    {
        Interval range = words[input].Range;
        Int128 first = Int128.Min(range.Low, table.First),
            last = Int128.Max(range.High, (Int128)table.First + table.Entries.Length - 1);
        if (first < table.First || last - first >= table.Entries.Length)
        {
            if (last - first >= LookupTable.MaxEntries)
                throw FastAIException.Unsupported(
                    $"layer '{layers[Layer]}': a table of {last - first + 1} entries; quantise its input to fewer bits"
                );
            var entries = new long[(int)(last - first) + 1];
            for (int i = 0; i < entries.Length; i++)
                entries[i] = table.Entries[(int)Int128.Clamp(first + i - table.First, 0, table.Entries.Length - 1)];
            table = new LookupTable((long)first, [.. entries], table.Format);
        }
        var word = new TableWord(default, Layer, input, table, memory, inBlock);
        return Append(word with { Range = WordTyping.Derive(word, words) });
    }

    /// <summary>Makes <paramref name="word"/>, whose operands are indices of another circuit, of the
    /// words that stand for them here.</summary>
    /// <param name="word">A word of the other circuit.</param>
    /// <param name="map">For each word of the other circuit, the word here.</param>
    public int Copy(Word word, ReadOnlySpan<int> map)
    {
        Layer = word.Layer;
        return word switch
        {
            InputWord w => Input(w.Port, w.Element, w.Format),
            StateWord w => State(w.Index, w.Range),
            PhaseWord w => Phase((int)w.Range.High + 1),
            HoldWord w => Hold(map[w.Input]),
            CollectWord w => Collect(map[w.Input], w.Phase),
            ConstantWord w => Constant(w.Value),
            AddWord w => Add(map[w.Left], w.LeftShift, map[w.Right], w.RightShift, w.Subtract),
            SumWord w => Sum(
                w.A with
                {
                    Word = map[w.A.Word],
                },
                w.B with
                {
                    Word = map[w.B.Word],
                },
                w.C with
                {
                    Word = map[w.C.Word],
                },
                w.Constant
            ),
            ShiftLeftWord w => ShiftLeft(map[w.Input], w.Bits),
            ShiftRightWord w => ShiftRight(map[w.Input], w.Bits),
            WrapWord w => Wrap(map[w.Input], w.Bits, w.Signed),
            MultiplyWord w => Multiply(map[w.Left], map[w.Right], w.Phases),
            ProductRowWord w => ProductRow(map[w.Previous], map[w.Multiplicand], map[w.Digit], w.Shift),
            PassWord w => Pass(map[w.Input], w.Part, w.Known),
            CompareWord w => w.Comparison == Comparison.Less ? Less(map[w.Left], map[w.Right]) : Equal(map[w.Left], map[w.Right]),
            MuxWord w => Mux(map[w.Condition], map[w.WhenTrue], map[w.WhenFalse]),
            LogicWord w => Logic(w.Operation, map[w.Left], map[w.Right]),
            TableWord w => Table(map[w.Input], w.Table, w.Memory, w.InBlock),
            LutWord w => Lut(Mapped(w.Inputs.AsSpan(), map, stackalloc int[TruthTable.MaxInputs]), w.Table),
            JoinWord w => Join(Mapped(w.Bits.AsSpan(), map, new int[w.Bits.Length]), w.Most),
            _ => throw new ArgumentException($"{word.GetType().Name} is not a word of this version"),
        };
    }

    private static ReadOnlySpan<int> Mapped(ReadOnlySpan<int> operands, ReadOnlySpan<int> map, Span<int> mapped)
    {
        for (int k = 0; k < operands.Length; k++)
            mapped[k] = map[operands[k]];
        return mapped[..operands.Length];
    }

    /// <summary>Takes over the layers of another circuit.</summary>
    public void SetLayers(ImmutableArray<string> names)
    {
        layers.Clear();
        layers.AddRange(names);
    }

    /// <summary>The circuit as built. An output whose interval exceeds its format, which no event
    /// does, is narrowed to the format.</summary>
    public Circuit Build(string name, ImmutableArray<CircuitInput> inputs, ImmutableArray<CircuitOutput> outputs)
    {
        ImmutableArray<CircuitOutput> fitting =
        [
            .. outputs.Select(o =>
                o with
                {
                    Words =
                    [
                        .. o.Words.Select(
                            (w, i) => o.Formats[i].Range.Contains(words[w].Range) ? w : Wrap(w, o.Formats[i].Width, o.Formats[i].Signed)
                        ),
                    ],
                }
            ),
        ];
        return new(name, [.. words], inputs, fitting, [.. layers]);
    }

    private int Append(Word word, Interval? proved = null)
    {
        if (proved is { } narrow && word.Range.Intersect(narrow) is { } both)
            word = word with { Range = both };
        if (word.Range.IsConstant && word is not (ConstantWord or InputWord or StateWord))
            word = new ConstantWord((long)word.Range.Low, word.Layer);
        WordKey key = WordKey.Of(word, TableIndex, ShapeIndex);
        if (known.TryGetValue(key, out int index))
        {
            // the same value: what was proved for either holds for both
            if (words[index].Range.Intersect(word.Range) is { } narrower && narrower != words[index].Range)
                words[index] = words[index] with { Range = narrower };
            return index;
        }
        if (words.Count >= maxWords)
        {
            throw FastAIException.Unsupported(
                $"layer '{layers.ElementAtOrDefault(word.Layer)}' takes the design beyond {maxWords} words: a fully parallel design of this size does not fit a device; use fewer channels or positions, or a sliding window over time"
            );
        }
        words.Add(word);
        known.Add(key, words.Count - 1);
        return words.Count - 1;
    }

    private int TableIndex(TableWord word)
    {
        if (!tables.TryGetValue(word.Table, out int index))
            tables.Add(word.Table, index = tables.Count);
        return index;
    }
}
