using System.Buffers.Binary;
using System.IO.Compression;
using FastAI.Model;
using FastAI.Runtime.Data;
using Xunit;

namespace FastAI.Runtime.Tests.Data;

public sealed class NpyTests
{
    public static TheoryData<string, ElementKind> Types { get; } =
        new()
        {
            { "|b1", ElementKind.Bool },
            { "|i1", ElementKind.Int8 },
            { "|u1", ElementKind.UInt8 },
            { "<i2", ElementKind.Int16 },
            { ">i2", ElementKind.Int16 },
            { "<u2", ElementKind.UInt16 },
            { ">u2", ElementKind.UInt16 },
            { "<i4", ElementKind.Int32 },
            { ">i4", ElementKind.Int32 },
            { "<u4", ElementKind.UInt32 },
            { ">u4", ElementKind.UInt32 },
            { "<i8", ElementKind.Int64 },
            { ">i8", ElementKind.Int64 },
            { "<u8", ElementKind.UInt64 },
            { ">u8", ElementKind.UInt64 },
            { "<f2", ElementKind.Float16 },
            { ">f2", ElementKind.Float16 },
            { "<f4", ElementKind.Float32 },
            { ">f4", ElementKind.Float32 },
            { "<f8", ElementKind.Float64 },
            { ">f8", ElementKind.Float64 },
        };

    [Theory]
    [MemberData(nameof(Types))]
    public void ReadsEveryTypeInEitherOrder(string type, ElementKind kind)
    {
        var random = new Random(7);
        int low = type[1] is 'u' or 'b' ? 0 : -100,
            high = type[1] == 'b' ? 2 : 100;
        double[] values = [.. Enumerable.Range(0, 5 * 2 * 3).Select(_ => (double)random.Next(low, high))];
        foreach (var version in new[] { 1, 2, 3 })
        {
            using var rowMajor = Open(NpyBytes.Array(type, "(5, 2, 3)", NpyBytes.Elements(type, values), version: version));
            AssertReads(rowMajor.Arrays[0], kind, values);
            using var columnMajor = Open(
                NpyBytes.Array(type, "(5, 2, 3)", NpyBytes.Elements(type, ColumnMajor(values, 5, 2, 3)), fortran: true, version)
            );
            AssertReads(columnMajor.Arrays[0], kind, values);
        }
    }

    [Fact]
    public void ReadsMoreThanOnePieceAtATime()
    {
        double[] values = [.. Enumerable.Range(0, 300_000).Select(value => value * 0.5)];
        foreach (var fortran in new[] { false, true })
        {
            var stored = fortran ? ColumnMajor(values, 100_000, 3, 1) : values;
            using var file = Open(NpyBytes.Array("<f8", "(100000, 3)", NpyBytes.Elements("<f8", stored), fortran));
            var read = new double[3 * 99_990];
            file.Arrays[0].ReadAsDouble(10, 99_990, read);
            Assert.Equal(values.Skip(30), read);
        }
    }

    [Fact]
    public void KeepsAllBitsOfIntegers()
    {
        var bytes = new byte[16];
        BinaryPrimitives.WriteInt64LittleEndian(bytes, long.MinValue + 1);
        BinaryPrimitives.WriteInt64LittleEndian(bytes.AsSpan(8), long.MaxValue);
        using var file = Open(NpyBytes.Array("<i8", "(2,)", bytes));
        var read = new long[2];
        file.Arrays[0].ReadAsLong(0, 2, read);
        Assert.Equal([long.MinValue + 1, long.MaxValue], read);

        bytes[15] = 0xff;
        using var unsigned = Open(NpyBytes.Array("<u8", "(2,)", bytes));
        Assert.Contains("above 9223372036854775807", Refused(() => unsigned.Arrays[0].ReadAsLong(0, 2, read)));
    }

    [Fact]
    public void FloatsAreNotReadAsIntegers()
    {
        using var file = Open(NpyBytes.Array("<f4", "(1,)", new byte[4]));
        Assert.Contains("Float32", Refused(() => file.Arrays[0].ReadAsLong(0, 1, new long[1])));
    }

    [Theory]
    [InlineData("{'descr': '|O', 'fortran_order': False, 'shape': (1,), }", "Python objects")]
    [InlineData("{'descr': '<c16', 'fortran_order': False, 'shape': (1,), }", "complex")]
    [InlineData("{'descr': '<U4', 'fortran_order': False, 'shape': (1,), }", "texts")]
    [InlineData("{'descr': '<f16', 'fortran_order': False, 'shape': (1,), }", "<f16")]
    [InlineData("{'descr': [('a', '<f4')], 'fortran_order': False, 'shape': (1,), }", "records")]
    [InlineData("{'descr': '<f8', 'fortran_order': False, 'shape': (-1,), }", "negative")]
    [InlineData("{'descr': '<f8', 'fortran_order': False, 'shape': (), }", "first axis")]
    [InlineData("{'descr': '<f8', 'fortran_order': False, 'shape': (1, 0), }", "no elements")]
    [InlineData("{'descr': '<f8', 'fortran_order': False, 'shape': (99999999999999999999,), }", "too large")]
    [InlineData("{'descr': '<f8', 'fortran_order': False, 'shape': (1, 4294967296, 4294967296), }", "more than")]
    [InlineData("{'descr': '<f8', 'fortran_order': False, 'shape': (9223372036854775807, 60000000), }", "truncated")]
    [InlineData("{'descr': '<f8', 'fortran_order': False, 'shape': (2,), }", "truncated")]
    [InlineData("{'descr': '<i2', 'fortran_order': False, 'shape': (2,), }", "4 more bytes")]
    [InlineData("{'descr': '<f8', 'fortran_order': False, }", "'shape' is missing")]
    [InlineData("{'descr': '<f8', 'fortran_order': Maybe, 'shape': (1,), }", "True or False")]
    [InlineData("{'descr': '<f8', 'descr': '<f8', 'fortran_order': False, 'shape': (1,), }", "twice")]
    [InlineData("{'descr': '<f8', 'fortran_order': False, 'shape': (1,), } x", "after the dictionary")]
    [InlineData("{'descr': '<f8", "does not end")]
    public void SaysWhatIsWrongWithAHeader(string header, string expected) =>
        Assert.Contains(expected, Refused(() => Open(NpyBytes.WithHeader(header, new byte[8]))));

    [Fact]
    public void ReadsHeadersAsOthersWriteThem()
    {
        using var file = Open(NpyBytes.WithHeader("{\"shape\":(1L,1L),\"fortran_order\":False,\"descr\":\"<f8\"}", new byte[8]));
        Assert.Equal([1, 1], file.Arrays[0].Shape);
    }

    [Fact]
    public void EveryTruncationIsRefused()
    {
        var whole = NpyBytes.Array("<f4", "(3, 2)", new byte[24]);
        for (var length = 0; length < whole.Length; length++)
        {
            Refused(() => Open(whole[..length]));
        }
    }

    [Theory]
    [InlineData(CompressionLevel.NoCompression)]
    [InlineData(CompressionLevel.Optimal)]
    public void ReadsArchivesBackAndForth(CompressionLevel level)
    {
        double[] values = [.. Enumerable.Range(0, 6000).Select(value => (double)value)];
        using var file = Open(
            NpyBytes.Archive(
                level,
                ("x.npy", NpyBytes.Array("<f8", "(1000, 6)", NpyBytes.Elements("<f8", values))),
                ("f.npy", NpyBytes.Array("<i4", "(1000, 2, 3)", NpyBytes.Elements("<i4", ColumnMajor(values, 1000, 2, 3)), fortran: true)),
                ("label.npy", NpyBytes.Array("|u1", "(1000,)", new byte[1000]))
            )
        );
        Assert.Equal(DataFormat.Npz, file.Format);
        Assert.Equal(["x", "f", "label"], file.Arrays.Select(array => array.Name));
        Span<double> read = new double[60];
        foreach (var start in new[] { 0, 10, 500, 20, 990, 0 })
        {
            foreach (var array in file.Arrays.Take(2))
            {
                array.ReadAsDouble(start, 10, read);
                Assert.Equal(values.AsSpan(start * 6, 60), read);
            }
        }
    }

    [Fact]
    public void RefusesArchivesOfOtherThings()
    {
        Assert.Contains("\"readme.txt\"", Refused(() => Open(NpyBytes.Archive(CompressionLevel.Optimal, ("readme.txt", [1])))));
        Assert.Contains("without arrays", Refused(() => Open(NpyBytes.Archive(CompressionLevel.Optimal))));
        var array = NpyBytes.Array("<f8", "(1,)", new byte[8]);
        Assert.Contains("two arrays", Refused(() => Open(NpyBytes.Archive(CompressionLevel.Optimal, ("x.npy", array), ("x.npy", array)))));
    }

    [Fact]
    public void WhatIsWrittenReadsBack()
    {
        using var target = new TemporaryFile();
        using (var writer = new NpyWriter<long>(target.Path, [3, 2]))
        {
            writer.Append([1, 2, 3, 4]);
            Assert.Throws<ArgumentException>(() => writer.Append([1, 2, 3]));
            Assert.Throws<InvalidOperationException>(writer.Complete);
            Assert.False(File.Exists(target.Path));
            writer.Append([long.MinValue, long.MaxValue]);
            writer.Complete();
        }
        var integers = new long[6];
        using (var file = DataFile.Open(target.Path))
        {
            Assert.Equal([3, 2], file.Arrays[0].Shape);
            file.Arrays[0].ReadAsLong(0, 3, integers);
        }
        Assert.Equal([1, 2, 3, 4, long.MinValue, long.MaxValue], integers);
        Assert.Equal(0, (new FileInfo(target.Path).Length - 48) % 64);

        NpyWriter<float>.Write(target.Path, [2], [0.1f, -2]);
        AssertReads(target.Path, ElementKind.Float32, [0.1f, -2]);
        NpyWriter<double>.Write(target.Path, [1, 1, 2], [0.1, -2]);
        AssertReads(target.Path, ElementKind.Float64, [0.1, -2]);
        using var abandoned = new TemporaryFile();
        new NpyWriter<double>(abandoned.Path, [1]).Dispose();
        Assert.Empty(Directory.GetFiles(Path.GetDirectoryName(abandoned.Path)!, Path.GetFileName(abandoned.Path) + "*"));
    }

    private static double[] ColumnMajor(double[] values, int events, int rows, int columns)
    {
        var result = new List<double>(values.Length);
        for (var column = 0; column < columns; column++)
        {
            for (var row = 0; row < rows; row++)
            {
                for (var index = 0; index < events; index++)
                {
                    result.Add(values[(index * rows + row) * columns + column]);
                }
            }
        }
        return [.. result];
    }

    private static void AssertReads(string path, ElementKind kind, double[] values)
    {
        using var file = DataFile.Open(path);
        AssertReads(file.Arrays[0], kind, values);
    }

    private static void AssertReads(DataArray array, ElementKind kind, double[] values)
    {
        Assert.Equal(kind, array.Kind);
        var read = new double[values.Length];
        array.ReadAsDouble(0, (int)array.EventCount, read);
        Assert.Equal(values, read);
        for (var index = 0L; index < array.EventCount; index++)
        {
            array.ReadAsDouble(index, 1, read);
            Assert.Equal(
                values.AsSpan((int)index * array.ElementsPerEvent, array.ElementsPerEvent),
                read.AsSpan(0, array.ElementsPerEvent)
            );
        }
        if (kind.IsInteger())
        {
            var integers = new long[values.Length];
            array.ReadAsLong(0, (int)array.EventCount, integers);
            Assert.Equal(values, integers.Select(value => (double)value));
        }
    }

    private static DataFile Open(byte[] contents)
    {
        using var file = new TemporaryFile(contents);
        return DataFile.Open(file.Path);
    }

    private static string Refused(Action action)
    {
        var failure = Assert.Throws<FastAIException>(action);
        Assert.Equal(ExitCode.BadInput, failure.Code);
        return failure.Message;
    }
}
