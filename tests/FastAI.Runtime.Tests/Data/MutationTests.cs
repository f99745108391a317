using System.IO.Compression;
using System.Text;
using FastAI.Model;
using FastAI.Runtime.Data;
using Xunit;

namespace FastAI.Runtime.Tests.Data;

public sealed class MutationTests
{
    private const int Rounds = 600;

    public static TheoryData<string> Seeds { get; } = new("npy", "fortran", "npz", "stored", "csv");

    /// <summary>A damaged file is read, or refused as bad input; nothing else happens, and memory stays near the file's size.</summary>
    [Theory]
    [MemberData(nameof(Seeds))]
    public void DamagedFilesAreReadOrRefused(string seed)
    {
        var whole = Contents(seed);
        var random = new Random(seed.Length * 1000 + seed[0]);
        var refused = 0;
        for (var round = 0; round < Rounds; round++)
        {
            var contents = Damage(whole, random);
            var before = GC.GetAllocatedBytesForCurrentThread();
            try
            {
                ReadAll(contents);
            }
            catch (FastAIException e)
            {
                Assert.Equal(ExitCode.BadInput, e.Code);
                refused++;
            }
            Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 8 << 20);
        }
        Assert.InRange(refused, Rounds / 10, Rounds);
    }

    private static byte[] Contents(string seed)
    {
        var numbers = Enumerable.Range(0, 48).Select(value => value - 20.0);
        var array = NpyBytes.Array("<f4", "(6, 2, 4)", NpyBytes.Elements("<f4", numbers));
        var other = NpyBytes.Array(">i2", "(6, 8)", NpyBytes.Elements(">i2", numbers), fortran: true, version: 2);
        return seed switch
        {
            "npy" => array,
            "fortran" => other,
            "npz" => NpyBytes.Archive(CompressionLevel.Optimal, ("a.npy", array), ("b.npy", other)),
            "stored" => NpyBytes.Archive(CompressionLevel.NoCompression, ("a.npy", array), ("b.npy", other)),
            _ => Encoding.ASCII.GetBytes(
                "# events\na,b,c\n" + string.Concat(Enumerable.Range(0, 20).Select(row => $"{row},-{row}.5,1e{row}\n"))
            ),
        };
    }

    private static byte[] Damage(byte[] whole, Random random)
    {
        var contents = (byte[])whole.Clone();
        for (var changes = random.Next(1, 5); changes > 0; changes--)
        {
            var position = random.Next(contents.Length);
            contents = random.Next(5) switch
            {
                0 => contents[..Math.Max(position, 1)],
                1 => [.. contents[..position], .. contents[Math.Min(contents.Length, position + random.Next(1, 9))..], 0],
                2 => [.. contents[..position], (byte)random.Next(256), .. contents[position..]],
                3 => Set(contents, position, (byte)(contents[position] ^ (1 << random.Next(8)))),
                _ => Set(contents, position, (byte)(random.Next(2) * 255)),
            };
        }
        return contents;
    }

    private static byte[] Set(byte[] contents, int position, byte value)
    {
        contents[position] = value;
        return contents;
    }

    private static void ReadAll(byte[] contents)
    {
        using var temporary = new TemporaryFile(contents);
        using var file = DataFile.Open(temporary.Path);
        foreach (var array in file.Arrays)
        {
            var events = (int)Math.Min(array.EventCount, 100);
            var values = new double[events * Math.Min(array.ElementsPerEvent, 1000)];
            events = values.Length / array.ElementsPerEvent;
            array.ReadAsDouble(0, events, values);
            if (array.Kind.IsInteger())
            {
                array.ReadAsLong(array.EventCount - events, events, new long[values.Length]);
            }
        }
    }
}
