using FastAI.Model;
using Xunit;
using static FastAI.Compiler.Tests.Onnx.IntegerModels;
using static FastAI.Compiler.Tests.Onnx.QuantizedModels;

namespace FastAI.Compiler.Tests.Onnx;

/// <summary>What operators on quantised integers cannot do is refused by name.</summary>
public sealed class IntegerRefusalTests
{
    [Fact]
    public void What_cannot_be_done_is_refused_by_name()
    {
        OnnxBuilder Product(Action<OnnxBuilder> change, string zero = "y_zero")
        {
            var model = new OnnxBuilder()
                .Typed("x", UInt8, -1, 2)
                .Input("v", -1, 1)
                .Stored("w", UInt8, [2, 2], 1, 2, 3, 4)
                .Scalar("x_scale", 0.5f)
                .Scalar("w_scale", 0.25f)
                .Stored("x_zero", UInt8, [], 3)
                .Scalar("y_scale", 2)
                .Stored("y_zero", UInt8, [], 5)
                .Node("QLinearMatMul", ["x", "x_scale", "x_zero", "w", "w_scale", "x_zero", "y_scale", zero], ["y"])
                .Output("y", UInt8);
            change(model);
            return model;
        }
        const string node = "node 'qlinearmatmul_0' (operator QLinearMatMul): ";
        RefusalTests.Refused(
            ExitCode.Unsupported,
            Product(m => m.Graph.Node[0].Input[1] = "v"),
            node,
            "(scale) depends on the event",
            "constant"
        );
        RefusalTests.Refused(ExitCode.Unsupported, Product(_ => { }, zero: ""), node, "integer type of its result", "zero point");
        RefusalTests.Refused(
            ExitCode.Unsupported,
            Product(m => m.Weights("y2", [2], 1, 2).Graph.Node[0].Input[6] = "y2"),
            node,
            "2 scales",
            "one scale"
        );
        RefusalTests.Refused(
            ExitCode.BadInput,
            Product(m => m.Graph.Node[0].Input[0] = "v"),
            node,
            "does not hold integers",
            "QuantizeLinear"
        );
        RefusalTests.Refused(ExitCode.BadInput, Product(m => m.Scalar("none", 0).Graph.Node[0].Input[1] = "none"), node, "above zero");
        RefusalTests.Refused(
            ExitCode.BadInput,
            Product(m => m.Weights("three", [3], 1, 2, 3).Graph.Node[0].Input[4] = "three"),
            node,
            "its 3 scales do not fit"
        );
        RefusalTests.Refused(
            ExitCode.Unsupported,
            Of(MicrosoftDomain, Product(m => (m.Graph.Node[0].OpType, m.Graph.Node[0].Name) = ("QLinearSoftmax", "soft"))),
            "node 'soft' (operator QLinearSoftmax, domain com.microsoft)",
            "QDQ"
        );
    }

    [Fact]
    public void What_ONNX_Runtime_writes_for_itself_is_refused()
    {
        OnnxBuilder Gemm(string type, params (string, object)[] attributes)
        {
            var model = new OnnxBuilder().Typed("x", UInt8, -1, 2, 2, 2).Scalar("s", 0.5f).Stored("z", UInt8, [], 3);
            return Of(MicrosoftDomain, model.Node(type, ["x", "s", "z", "s", "z"], ["y"], attributes)).Output("y", UInt8);
        }
        RefusalTests.Refused(
            ExitCode.Unsupported,
            Gemm("QLinearGlobalAveragePool", ("channels_last", 1)),
            "node 'qlinearglobalaveragepool_0'",
            "as quantised, not as optimised"
        );
        RefusalTests.Refused(ExitCode.Unsupported, Gemm("QGemm", ("alpha", 0.75f)), "node 'qgemm_0'", "alpha is 0.75", "set alpha to 1");
    }
}
