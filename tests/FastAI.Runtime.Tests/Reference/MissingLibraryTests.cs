using System.Reflection;
using System.Runtime.Loader;
using FastAI.Model;
using FastAI.Runtime.Reference;
using Microsoft.ML.OnnxRuntime;
using Xunit;

namespace FastAI.Runtime.Tests.Reference;

public sealed class MissingLibraryTests
{
    /// <summary>The library is looked for once per process, hence a second copy of the assemblies that finds none.</summary>
    [Fact]
    public void IsReportedAsAMissingTool()
    {
        var context = new WithoutLibrary();
        Assembly Copy(Type type) => context.LoadFromAssemblyPath(type.Assembly.Location);
        Copy(typeof(FastAIException));
        Copy(typeof(OrtEnv));
        MethodInfo open = Copy(typeof(FloatReference))
            .GetType(typeof(FloatReference).FullName!)!
            .GetMethods()
            .Single(method => method.Name == "Open" && method.GetParameters()[0].ParameterType == typeof(byte[]));
        Exception failure = Assert
            .Throws<TargetInvocationException>(() => open.Invoke(null, [TinyModels.Classifier(), null]))
            .InnerException!;
        Assert.Equal(nameof(FastAIException), failure.GetType().Name);
        Assert.Equal((int)ExitCode.ToolMissing, Convert.ToInt32(failure.GetType().GetProperty("Code")!.GetValue(failure)));
        Assert.Contains("ONNX Runtime, which runs the float model, is not available", failure.Message);
    }

    /// <summary>Loads the assemblies beside the tests, and no native library.</summary>
    private sealed class WithoutLibrary : AssemblyLoadContext
    {
        public WithoutLibrary() =>
            Resolving += (loading, name) => loading.LoadFromAssemblyPath(Path.Combine(AppContext.BaseDirectory, name.Name + ".dll"));

        protected override nint LoadUnmanagedDll(string unmanagedDllName) =>
            throw new DllNotFoundException($"{unmanagedDllName} is left out");
    }
}
