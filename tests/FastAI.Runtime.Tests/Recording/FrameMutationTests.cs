using FastAI.Model;
using FastAI.Runtime.Recording;
using Xunit;

namespace FastAI.Runtime.Tests.Recording;

/// <summary>
/// Recordings damaged in seeded ways. What must come out is known apart from the decoder: a list of pieces says which frames are still
/// whole, and in which order. Set FASTAI_SOAK=10000 for a longer run.
/// </summary>
public sealed class FrameMutationTests
{
    private static readonly int Rounds = int.TryParse(Environment.GetEnvironmentVariable("FASTAI_SOAK"), out int rounds) ? rounds : 500;

    /// <summary>A stretch of the damaged recording: a whole frame (its index), or damaged bytes (-1).</summary>
    private sealed record Piece(int Frame, byte[] Bytes);

    [Fact]
    public async Task EveryWholeFrameIsDeliveredOnceAndTheCountsAreRight()
    {
        for (int seed = 0; seed < Rounds; seed++)
        {
            var random = new Random(seed);
            var whole = FrameStream.Make(random, random.Next(5, 60), random.Next(1, 9), random.Next(1, 40));
            var pieces = whole.Frames.Select((bytes, i) => new Piece(i, bytes)).ToList();
            for (int n = random.Next(1, 6); n > 0; n--)
                Damage(pieces, random);
            await CheckAsync(seed, whole, pieces, random);
        }
    }

    [Fact]
    public async Task TheFirstDamageStopsTheReadingWhenAskedTo()
    {
        for (int seed = 0; seed < 50; seed++)
        {
            var random = new Random(seed);
            var whole = FrameStream.Make(random, 20, 2, 10);
            int frame = random.Next(1, 21),
                at = random.Next(whole.Frames[frame].Length);
            whole.Frames[frame][at] ^= (byte)(1 << random.Next(8));
            var events = new Collected();
            await using var reader = await RecordingReader.OpenAsync(new MemoryStream(whole.ToBytes()), "damaged");
            var e = await Assert.ThrowsAsync<FastAIException>(async () => await reader.ReadAsync(events));
            Assert.Equal(ExitCode.BadInput, e.Code);
            Assert.Equal(frame - 1, events.Records.Count);
            // What the header says of itself stands as long as its own checksum is good.
            if (at >= FrameHeader.Size)
                Assert.Contains(
                    $"(number {frame - 1}), orbit {(3500 + 10 * (frame - 1)) / 3564} BC {(3500 + 10 * (frame - 1)) % 3564}: the checksum",
                    e.Message,
                    StringComparison.Ordinal
                );
            Assert.StartsWith($"damaged: byte {whole.Frames.Take(frame).Sum(f => f.Length)},", e.Message, StringComparison.Ordinal);
        }
    }

    private static void Damage(List<Piece> pieces, Random random)
    {
        int at = random.Next(pieces.Count),
            other = random.Next(pieces.Count);
        switch (random.Next(7))
        {
            case 0 when pieces[at].Frame >= 0: // a bit
                var flipped = (byte[])pieces[at].Bytes.Clone();
                flipped[random.Next(flipped.Length)] ^= (byte)(1 << random.Next(8));
                pieces[at] = new(-1, flipped);
                break;
            case 1 when pieces[at].Bytes.Length > 1: // a cut inside
                int from = random.Next(pieces[at].Bytes.Length),
                    count = random.Next(1, pieces[at].Bytes.Length - from + 1);
                pieces[at] = new(-1, [.. pieces[at].Bytes[..from], .. pieces[at].Bytes[(from + count)..]]);
                break;
            case 2: // foreign bytes, now and then with a magic in them
                var garbage = new byte[random.Next(1, 200)];
                random.NextBytes(garbage);
                if (garbage.Length > 60 && random.Next(2) == 0)
                    FrameHeader.Magic.CopyTo(garbage.AsSpan(random.Next(garbage.Length - 60)));
                pieces.Insert(at, new(-1, garbage));
                break;
            case 3: // once more
                pieces.Insert(Math.Max(at, other), pieces[Math.Min(at, other)]);
                break;
            case 4: // lost
                if (pieces.Count > 3)
                    pieces.RemoveRange(at, Math.Min(random.Next(1, 4), pieces.Count - at - 1));
                break;
            case 5: // two change places
                (pieces[at], pieces[other]) = (pieces[other], pieces[at]);
                break;
            case 6 when pieces.Count > 5: // the end is missing
                int keep = random.Next(pieces.Count * 3 / 4, pieces.Count);
                int part = random.Next(pieces[keep].Bytes.Length);
                pieces.RemoveRange(keep + 1, pieces.Count - keep - 1);
                pieces[keep] = new(-1, pieces[keep].Bytes[..part]);
                break;
        }
    }

    private static async Task CheckAsync(int seed, FrameStream whole, List<Piece> pieces, Random random)
    {
        byte[] bytes = [.. pieces.SelectMany(p => p.Bytes)];
        if (bytes.Length == 0)
            return;
        var options = new RecordingOptions
        {
            OnError = OnError.Skip,
            Format = "frames",
            BufferBytes = 1 << random.Next(6, 16),
        };
        var (events, reader) = await Collected.ReadAsync(new PiecewiseStream(bytes, random, 1 << random.Next(1, 14)), options);
        var truth = FrameTruth.Of(pieces.Select(p => p.Frame), whole.Frames.Count - 1);
        Assert.Equal(truth.Delivered, events.Records.Select(e => (int)e.Number));
        foreach (var e in events.Records)
        {
            Assert.Equal(whole.Samples[(int)e.Number].Select(s => (long)s), e.Samples);
            Assert.Equal((3500 + e.Number * (e.Samples.Length / e.Channels)) % 3564, e.Bc);
        }
        Assert.Equal(bytes.Length, reader.BytesRead);
        long lost = pieces.Where(p => p.Frame < 0).Sum(p => (long)p.Bytes.Length) + (long)truth.Repeated * whole.Frames[1].Length;
        Assert.True(
            (truth.Repeated, truth.Late, truth.Missing, lost, truth.IsOpen ? 1 : 0)
                == (
                    reader.Faults.Count(FaultKind.Duplicate),
                    reader.Faults.Count(FaultKind.Reordered),
                    reader.Faults.Missing,
                    reader.Faults.LostBytes,
                    reader.Faults.First.Count(f => f is { Kind: FaultKind.Truncated, Bytes: 0 })
                ),
            $"seed {seed}: expected {truth}, {lost} bytes lost; {string.Join("; ", reader.Faults.First)}"
        );
        Assert.Equal(truth.Late, events.Records.Count(e => e.IsLate));
    }
}
