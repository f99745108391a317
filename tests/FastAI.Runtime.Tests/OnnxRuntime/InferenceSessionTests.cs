using FastAI.Runtime.Tests.Reference;
using Microsoft.ML.OnnxRuntime;
using Microsoft.ML.OnnxRuntime.Tensors;
using Xunit;

namespace FastAI.Runtime.Tests.OnnxRuntime;

public sealed class InferenceSessionTests
{
    private static readonly string[] InputNames = ["a", "b"];

    [Fact]
    public void TellsTheVersionOfTheNativeLibrary() => Assert.True(Version.Parse(OrtEnv.Instance().GetVersionString()) >= new Version(1, 17));

    [Fact]
    public void DescribesInputsAndOutputs()
    {
        using var session = Open(TinyModels.SumAndNegation(OnnxBytes.Double, "N"));
        Assert.Equal(InputNames, session.InputNames);
        Assert.Equal(["p", "q"], session.OutputNames);
        var input = session.InputMetadata["a"];
        Assert.Equal([-1, 3], input.Dimensions);
        Assert.Equal(["N", ""], input.SymbolicDimensions);
        Assert.Equal(typeof(double), input.ElementType);
        Assert.Equal(TensorElementType.Double, session.OutputMetadata["q"].ElementDataType);
        Assert.True(input.IsTensor);
    }

    [Fact]
    public void ReturnsTheRequestedOutputsInTheRequestedOrder()
    {
        using var session = Open(TinyModels.SumAndNegation(OnnxBytes.Float, "N"));
        using var options = new RunOptions();
        using var a = OrtValue.CreateTensorValueFromMemory(new float[] { 1, 2, 3, 4, 5, 6 }, [2, 3]);
        using var b = OrtValue.CreateTensorValueFromMemory(new float[] { 10, 20, 30, 40, 50, 60 }, [2, 3]);
        using var results = session.Run(options, InputNames, [a, b], ["q", "p"]);
        Assert.Equal(2, results.Count);
        Assert.Equal([-1f, -2, -3, -4, -5, -6], results.First().GetTensorDataAsSpan<float>().ToArray());
        Assert.Equal([11f, 22, 33, 44, 55, 66], results.Last().GetTensorDataAsSpan<float>().ToArray());
        Assert.Equal([2L, 3L], results.First().GetTensorTypeAndShape().Shape);
    }

    [Fact]
    public void FillsTensorsOfTheCallerAgainAndAgain()
    {
        using var session = Open(TinyModels.Unary("Neg", OnnxBytes.Int64, "N", 4));
        using var options = new RunOptions();
        long[] x = [1, -2, long.MaxValue, 0], y = new long[4];
        using var input = OrtValue.CreateTensorValueFromMemory(x, [1, 4]);
        using var output = OrtValue.CreateTensorValueFromMemory(y, [1, 4]);
        for (var round = 0; round < 100; round++)
        {
            x[0] = round;
            session.Run(options, ["x"], [input], ["y"], [output]);
            GC.Collect(0);
            Assert.Equal([-round, 2, -long.MaxValue, 0], y);
        }
    }

    [Theory]
    [InlineData(OnnxBytes.Bool)]
    [InlineData(OnnxBytes.Float16)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(6)]
    public void CarriesElementsOfEveryType(int elementType)
    {
        using var session = Open(TinyModels.Unary("Identity", elementType, "N", 2));
        switch (elementType)
        {
            case OnnxBytes.Bool:
                AssertIdentity(session, true, false);
                break;
            case OnnxBytes.Float16:
                AssertIdentity(session, (Float16)1.5f, (Float16)(-0.25f));
                break;
            case 2:
                AssertIdentity<byte>(session, 255, 0);
                break;
            case 3:
                AssertIdentity<sbyte>(session, -128, 127);
                break;
            default:
                AssertIdentity(session, int.MinValue, int.MaxValue);
                break;
        }
    }

    [Fact]
    public void RefusesWhatIsNoModel()
    {
        Assert.Throws<OnnxRuntimeException>(() => Open([1, 2, 3, 4]));
        using var options = new SessionOptions();
        Assert.Throws<OnnxRuntimeException>(() => new InferenceSession("no-such-model.onnx", options));
    }

    [Fact]
    public void RefusesUnknownNamesWrongShapesAndWrongTypes()
    {
        using var session = Open(TinyModels.SumAndNegation(OnnxBytes.Float, "N"));
        using var options = new RunOptions();
        using var three = OrtValue.CreateTensorValueFromMemory(new float[3], [1, 3]);
        using var four = OrtValue.CreateTensorValueFromMemory(new float[4], [1, 4]);
        using var doubles = OrtValue.CreateTensorValueFromMemory(new double[3], [1, 3]);
        Assert.Contains("\"z\"", Assert.Throws<OnnxRuntimeException>(() => session.Run(options, ["a", "z"], [three, three], ["p"])).Message);
        Assert.Throws<OnnxRuntimeException>(() => session.Run(options, InputNames, [three, four], ["p"]));
        Assert.Throws<OnnxRuntimeException>(() => session.Run(options, InputNames, [three, doubles], ["p"]));
        Assert.Throws<OnnxRuntimeException>(() => OrtValue.CreateTensorValueFromMemory(new float[3], [2, 3]));
        Assert.Throws<OnnxRuntimeException>(() => three.GetTensorDataAsSpan<double>().Length);
    }

    [Fact]
    public void EndsARunThatIsToTerminate()
    {
        using var session = Open(TinyModels.Unary("Neg", OnnxBytes.Float, "N", 4));
        using var options = new RunOptions { Terminate = true };
        using var input = OrtValue.CreateTensorValueFromMemory(new float[4], [1, 4]);
        Assert.Throws<OnnxRuntimeException>(() => session.Run(options, ["x"], [input], ["y"]));
        options.Terminate = false;
        using var results = session.Run(options, ["x"], [input], ["y"]);
    }

    [Fact]
    public void RefusesToRunOnceDisposedOf()
    {
        var session = Open(TinyModels.Unary("Neg", OnnxBytes.Float, "N", 4));
        using var options = new RunOptions();
        var input = OrtValue.CreateTensorValueFromMemory(new float[4], [1, 4]);
        input.Dispose();
        Assert.Throws<ObjectDisposedException>(() => session.Run(options, ["x"], [input], ["y"]));
        session.Dispose();
        session.Dispose();
        Assert.Throws<ObjectDisposedException>(() => session.Run(options, ["x"], [input], ["y"]));
    }

    private static InferenceSession Open(byte[] model)
    {
        using var options = new SessionOptions
        {
            GraphOptimizationLevel = GraphOptimizationLevel.ORT_DISABLE_ALL,
            ExecutionMode = ExecutionMode.ORT_SEQUENTIAL,
            IntraOpNumThreads = 1,
            InterOpNumThreads = 1,
            EnableCpuMemArena = false,
            EnableMemoryPattern = false,
            LogSeverityLevel = OrtLoggingLevel.ORT_LOGGING_LEVEL_FATAL,
            LogId = "test",
        };
        options.AddSessionConfigEntry("session.set_denormal_as_zero", "0");
        return new InferenceSession(model, options);
    }

    private static void AssertIdentity<T>(InferenceSession session, params T[] values)
        where T : unmanaged
    {
        using var options = new RunOptions();
        using var input = OrtValue.CreateTensorValueFromMemory(values, [1, values.Length]);
        using var results = session.Run(options, ["x"], [input], ["y"]);
        Assert.Equal(values, results.First().GetTensorDataAsSpan<T>().ToArray());
    }
}
