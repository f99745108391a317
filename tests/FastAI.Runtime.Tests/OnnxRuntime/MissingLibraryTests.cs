using System.Reflection;
using System.Runtime.Loader;
using FastAI.Model;
using FastAI.Runtime.Reference;
using FastAI.Runtime.Tests.Reference;
using Microsoft.ML.OnnxRuntime;
using Xunit;

namespace FastAI.Runtime.Tests.OnnxRuntime;

public sealed class MissingLibraryTests
{
    private const string Variable = "FASTAI_ONNXRUNTIME";

    /// <summary>The library is looked for once per process, hence a second copy of the assemblies that has not looked yet.</summary>
    [SkippableFact]
    public void IsReportedAsAMissingTool()
    {
        Skip.IfNot(typeof(OrtEnv).Assembly.GetName().Name == "FastAI.OnnxRuntime", "the package Microsoft.ML.OnnxRuntime finds its library by itself");
        Assert.NotNull(OrtEnv.Instance());
        var context = new AssemblyLoadContext("without library");
        context.Resolving += (loading, name) => loading.LoadFromAssemblyPath(Path.Combine(AppContext.BaseDirectory, name.Name + ".dll"));
        Assembly Copy(Type type) => context.LoadFromAssemblyPath(type.Assembly.Location);
        Copy(typeof(FastAIException));
        Copy(typeof(OrtEnv));
        var open = Copy(typeof(FloatReference)).GetType(typeof(FloatReference).FullName!)!
            .GetMethods().Single(method => method.Name == "Open" && method.GetParameters()[0].ParameterType == typeof(byte[]));
        var before = Environment.GetEnvironmentVariable(Variable);
        try
        {
            Environment.SetEnvironmentVariable(Variable, Path.Combine(AppContext.BaseDirectory, "no-such-library"));
            var failure = Assert.Throws<TargetInvocationException>(() => open.Invoke(null, [TinyModels.Classifier(), null])).InnerException!;
            Assert.Equal(nameof(FastAIException), failure.GetType().Name);
            Assert.Equal((int)ExitCode.ToolMissing, Convert.ToInt32(failure.GetType().GetProperty("Code")!.GetValue(failure)));
            Assert.Contains("make setup", failure.Message);
        }
        finally
        {
            Environment.SetEnvironmentVariable(Variable, before);
        }
    }
}
