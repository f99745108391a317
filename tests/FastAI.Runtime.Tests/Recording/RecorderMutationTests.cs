using FastAI.Runtime.Recording;
using Xunit;

namespace FastAI.Runtime.Tests.Recording;

/// <summary>Files of other recorders, which have no checksums, damaged in seeded ways: no record that is still whole is
/// lost, and nothing is invented.</summary>
public sealed class RecorderMutationTests
{
    private static readonly int Rounds = int.TryParse(Environment.GetEnvironmentVariable("FASTAI_SOAK"), out int rounds) ? rounds / 7 : 70;

    public static TheoryData<string, RecordingFormat> Formats { get; } =
        new()
        {
            { "wavedump", RecordingFormat.WaveDump },
            { "wavedump8", RecordingFormat.WaveDump },
            { "compass", RecordingFormat.Compass },
            { "drs4", RecordingFormat.Drs4 },
            { "midas", RecordingFormat.Midas },
            { "supernemo", RecordingFormat.SuperNemo },
        };

    [Theory]
    [MemberData(nameof(Formats))]
    public async Task UndamagedFilesAreRecognisedAndReadWhole(string name, RecordingFormat format)
    {
        var made = RecorderFiles.Make(name, new Random(3), 20);
        var (events, reader) = await Collected.ReadAsync(
            new PiecewiseStream([.. made.Head, .. made.Records.SelectMany(r => r)], new Random(4), 700)
        );
        Assert.Equal(format, reader.Info.Format);
        Assert.Equal(made.Samples, events.Records.Select(e => e.Samples));
        Assert.Equal(0, reader.Faults.Total);
    }

    [Theory]
    [MemberData(nameof(Formats))]
    public async Task WholeRecordsAreDeliveredWhateverIsBetweenThem(string name, RecordingFormat format)
    {
        for (int seed = 0; seed < Rounds; seed++)
        {
            var random = new Random(seed);
            var made = RecorderFiles.Make(name, random, random.Next(8, 24));
            var pieces = made.Records.Select((bytes, i) => (Record: i, Bytes: bytes)).ToList();
            int damages = random.Next(1, 4);
            // The first record is left alone: what records look like is learnt from it.
            for (int n = 0; n < damages; n++)
                Damage(pieces, random, random.Next(1, pieces.Count));
            byte[] bytes = [.. made.Head, .. pieces.SelectMany(p => p.Bytes)];
            var options = new RecordingOptions
            {
                OnError = OnError.Skip,
                BufferBytes = 1 << random.Next(8, 18),
                Format = name,
            };
            var (events, reader) = await Collected.ReadAsync(new PiecewiseStream(bytes, random, 1 << random.Next(4, 14)), options);
            Assert.Equal(format, reader.Info.Format);
            Assert.Equal(bytes.Length, reader.BytesRead);
            var got = events.Records.Select(e => string.Join(',', e.Samples)).ToList();
            var whole = pieces.Where(p => p.Record >= 0).Select(p => string.Join(',', made.Samples[p.Record])).ToList();
            int at = -1;
            foreach (string record in whole)
            {
                int next = got.IndexOf(record, at + 1);
                Assert.True(
                    next > at,
                    $"seed {seed}: a whole record is lost or out of order; {string.Join(" ", pieces.Select(p => $"{p.Record}:{p.Bytes.Length}"))}; {string.Join("; ", reader.Faults.First)}"
                );
                at = next;
            }
            Assert.True(
                got.Count - whole.Count <= pieces.Count(p => p.Record < 0),
                $"seed {seed}: {got.Count} records from {whole.Count} whole ones"
            );
        }
    }

    /// <summary>A pause of days, and a time with a damaged bit: nothing behind either is lost.</summary>
    [Theory]
    [InlineData(2)]
    [InlineData(17)]
    public async Task ALongPauseIsNoDamage(int at)
    {
        var made = RecorderFiles.Make("compass", new Random(5), 20);
        for (int k = at; k < 20; k++)
            BitConverter.GetBytes(200_000_000_000_000_000L + 5_000_000L * k).CopyTo(made.Records[k], 4);
        made.Records[10][4 + 7] ^= 0x10;
        var (events, reader) = await Collected.ReadAsync(
            new PiecewiseStream([.. made.Head, .. made.Records.SelectMany(r => r)], new Random(4), 700),
            new RecordingOptions { OnError = OnError.Skip }
        );
        Assert.Equal(made.Samples, events.Records.Select(e => e.Samples));
        // The damaged time itself is ahead of all; the next of its channel is then behind it.
        Assert.Equal((1, 1), (reader.Faults.Total, reader.Faults.Count(FaultKind.Reordered)));
    }

    /// <summary>Every bit of a record's counter: all records are handed over, one is damaged, and
    /// none is missing, late or repeated.</summary>
    [Theory]
    [InlineData("wavedump", 16, 24)]
    [InlineData("drs4", 4, 32)]
    [InlineData("midas", 4, 32)]
    public async Task ADamagedBitOfACounterIsOneDamage(string name, int at, int bits)
    {
        for (int bit = 0; bit < bits - 1; bit++)
        {
            var made = RecorderFiles.Make(name, new Random(6), name == "drs4" ? 30 : 150);
            foreach (int record in (int[])[13, made.Records.Count - 6])
            {
                var records = made.Records.Select(r => (byte[])r.Clone()).ToList();
                records[record][at + bit / 8] ^= (byte)(1 << (bit % 8));
                var (events, reader) = await Collected.ReadAsync(
                    new MemoryStream([.. made.Head, .. records.SelectMany(r => r)]),
                    new RecordingOptions { OnError = OnError.Skip }
                );
                Assert.Equal(made.Samples, events.Records.Select(e => e.Samples));
                string found = $"bit {bit} of record {record}: {string.Join("; ", reader.Faults.First)}";
                Assert.True((1, 1, 0) == (reader.Faults.Total, reader.Faults.Count(FaultKind.Corrupt), reader.Faults.Missing), found);
                Assert.True(reader.Faults.First[0].Offset == made.Head.Length + records.Take(record).Sum(r => r.Length), found);
            }
        }
    }

    /// <summary>Whole records repeated, exchanged and left out: every one is delivered once, in the order of the file, and what is missing,
    /// late and repeated is counted as it is.</summary>
    [Theory]
    [InlineData("wavedump")]
    [InlineData("wavedump8")]
    [InlineData("drs4")]
    [InlineData("midas")]
    [InlineData("supernemo")]
    public async Task OrderIsCountedAsItIs(string name)
    {
        for (int seed = 0; seed < Rounds; seed++)
        {
            var random = new Random(seed);
            var made = RecorderFiles.Make(name, random, random.Next(8, 24));
            List<int> order = [.. Enumerable.Range(0, made.Records.Count)];
            for (int n = random.Next(1, 5); n > 0; n--)
                Disorder(order, random);
            byte[] bytes = [.. made.Head, .. order.SelectMany(k => made.Records[k])];
            var options = new RecordingOptions
            {
                OnError = OnError.Skip,
                BufferBytes = 1 << random.Next(8, 18),
                Format = name,
            };
            var (events, reader) = await Collected.ReadAsync(new PiecewiseStream(bytes, random, 1 << random.Next(4, 14)), options);
            int[] distinct = [.. order.Distinct()];
            Assert.Equal(distinct.Select(k => string.Join(',', made.Samples[k])), events.Records.Select(e => string.Join(',', e.Samples)));
            int highest = -1,
                late = 0;
            foreach (int k in distinct)
            {
                if (k < highest)
                    late++;
                highest = Math.Max(highest, k);
            }
            var expected = (order.Count - distinct.Length, late, distinct.Max() - distinct.Min() + 1 - distinct.Length);
            Assert.True(
                expected
                    == (reader.Faults.Count(FaultKind.Duplicate), reader.Faults.Count(FaultKind.Reordered), (int)reader.Faults.Missing),
                $"seed {seed}: {string.Join(' ', order)}: expected {expected}, found {string.Join("; ", reader.Faults.First)}"
            );
            Assert.Equal(late, events.Records.Count(e => e.IsLate));
        }
    }

    private static void Disorder(List<int> order, Random random)
    {
        int at = random.Next(order.Count),
            other = random.Next(order.Count);
        switch (random.Next(3))
        {
            case 0:
                (order[at], order[other]) = (order[other], order[at]);
                break;
            case 1:
                order.Insert(at, order[other]);
                break;
            default:
                if (order.Count > 4)
                    order.RemoveRange(at, Math.Min(random.Next(1, 3), order.Count - at));
                break;
        }
    }

    private static void Damage(List<(int Record, byte[] Bytes)> pieces, Random random, int at)
    {
        byte[] bytes = (byte[])pieces[at].Bytes.Clone();
        switch (random.Next(4))
        {
            case 0:
                bytes[random.Next(bytes.Length)] ^= (byte)(1 << random.Next(8));
                pieces[at] = (-1, bytes);
                break;
            case 1:
                int from = random.Next(bytes.Length),
                    count = random.Next(1, bytes.Length - from + 1);
                pieces[at] = (-1, [.. bytes[..from], .. bytes[(from + count)..]]);
                break;
            case 2:
                var garbage = new byte[random.Next(1, 300)];
                random.NextBytes(garbage);
                pieces.Insert(at, (-1, garbage));
                break;
            default:
                pieces[^1] = (-1, pieces[^1].Bytes[..random.Next(pieces[^1].Bytes.Length)]);
                break;
        }
    }
}
