using System.IO.Compression;
using System.Text;
using FastAI.Model;
using FastAI.Runtime.Data;
using Xunit;

namespace FastAI.Runtime.Tests.Data;

public sealed class EventDataTests
{
    private static readonly EventInput Image = new("image", [1, 4, 4]);
    private static readonly EventInput Flat = new("x", [16]);

    [Theory]
    [InlineData("(3, 16)")]
    [InlineData("(3, 1, 4, 4)")]
    [InlineData("(3, 4, 4)")]
    [InlineData("(3, 4, 4, 1)")]
    public void ShapesOfTheSameElementsFit(string shape)
    {
        using var file = Open(Numbers(shape, 48));
        foreach (var input in new[] { Image, Flat })
        {
            var data = EventData.Bind(file, [input]);
            Assert.Equal(3, data.EventCount);
            var values = new double[32];
            data.ReadAsDouble(0, 1, 2, values);
            Assert.Equal(Enumerable.Range(16, 32).Select(value => (double)value), values);
        }
    }

    [Theory]
    [InlineData("(3, 2, 8)", "(events, 1, 4, 4)", "transpose")]
    [InlineData("(3, 15)", "(3, 15)", "image")]
    [InlineData("(16,)", "(16)", "(1, ...)")]
    public void OthersAreRefusedWithWhatWasExpectedAndFound(string shape, string first, string second)
    {
        using var file = Open(
            Numbers(
                shape,
                shape == "(16,)" ? 16
                    : shape == "(3, 15)" ? 45
                    : 48
            )
        );
        var message = Refused(() => EventData.Bind(file, [Image]));
        Assert.Contains(first, message);
        Assert.Contains(second, message);
    }

    [Fact]
    public void ArraysAreMatchedByNameWhateverTheirOrder()
    {
        using var file = Archive(("b", "(2, 1)", [1, 2]), ("label", "(2,)", [0, 1]), ("a", "(2, 2)", [3, 4, 5, 6]));
        var data = EventData.Bind(file, [new("a", [2]), new("b", [1])]);
        var values = new double[4];
        data.ReadAsDouble(0, 0, 2, values);
        Assert.Equal([3, 4, 5, 6], values);
        data.ReadAsDouble(1, 1, 1, values);
        Assert.Equal(2, values[0]);
    }

    [Fact]
    public void UnnamedArraysAreTakenInModelOrder()
    {
        using var file = Archive(("arr_1", "(2, 1)", [1, 2]), ("arr_0", "(2, 2)", [3, 4, 5, 6]));
        var data = EventData.Bind(file, [new("a", [2]), new("b", [1])]);
        var values = new double[2];
        data.ReadAsDouble(0, 1, 1, values);
        Assert.Equal([5, 6], values);
    }

    [Fact]
    public void MissingNamesAndUnequalEventCountsAreRefused()
    {
        using var file = Archive(("a", "(2, 1)", [1, 2]), ("b", "(3, 1)", [1, 2, 3]));
        var message = Refused(() => EventData.Bind(file, [new("a", [1]), new("c", [1])]));
        Assert.Contains("\"c\" (events, 1)", message);
        Assert.Contains("\"b\" (3, 1)", message);
        Assert.Contains("must agree", Refused(() => EventData.Bind(file, [new("a", [1]), new("b", [1])])));
    }

    [Fact]
    public void ColumnsOfATextAreSharedOutAmongInputs()
    {
        using var temporary = new TemporaryFile(Encoding.ASCII.GetBytes("1,2,3\n4,5,6\n"));
        using var file = DataFile.Open(temporary.Path);
        var data = EventData.Bind(file, [new("a", [2]), new("b", [1])]);
        Assert.True(data.IsInteger);
        var integers = new long[4];
        data.ReadAsLong(0, 0, 2, integers);
        Assert.Equal([1, 2, 4, 5], integers);
        var values = new double[2];
        data.ReadAsDouble(1, 0, 2, values);
        Assert.Equal([3, 6], values);
    }

    [Fact]
    public void ValuesThatAreNotFiniteAreNamedAndCounted()
    {
        using var file = Open(NpyBytes.Array("<f4", "(3, 2)", NpyBytes.Elements("<f4", [1, 2, 3, double.NaN, double.PositiveInfinity, 4])));
        var data = EventData.Bind(file, [new("x", [2])]);
        var values = new double[6];
        data.ReadAsDouble(0, 0, 1, values);
        var message = Refused(() => data.ReadAsDouble(0, 1, 2, values));
        Assert.Contains("NaN at event 1, element 1", message);
        Assert.Contains("2 of the 4 values", message);
    }

    private static byte[] Numbers(string shape, int count) =>
        NpyBytes.Array("<i4", shape, NpyBytes.Elements("<i4", Enumerable.Range(0, count).Select(value => (double)value)));

    private static DataFile Archive(params (string Name, string Shape, double[] Values)[] arrays) =>
        Open(
            NpyBytes.Archive(
                CompressionLevel.Fastest,
                [
                    .. arrays.Select(array =>
                        (array.Name + ".npy", NpyBytes.Array("<f8", array.Shape, NpyBytes.Elements("<f8", array.Values)))
                    ),
                ]
            )
        );

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
