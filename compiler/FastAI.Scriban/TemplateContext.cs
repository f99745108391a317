using System.Globalization;
using System.Runtime.CompilerServices;
using Scriban.Functions;
using Scriban.Runtime;
using Scriban.Syntax;

namespace Scriban;

/// <summary>
/// The variables, limits and output of a rendering; for one thread at a time. The settings by which the package lets errors pass or changes
/// white space exist here so that a program can turn them off: they are off, and refuse to be turned on. As some of them are on in the
/// package, a program that means the same with both sets <see cref="StrictVariables"/> to true, and
/// <see cref="EnableRelaxedMemberAccess"/>, <see cref="EnableRelaxedIndexerAccess"/> and <see cref="AutoIndent"/> to false.
/// <see cref="LoopLimit"/> and <see cref="LimitToString"/> hold for a whole rendering here, in the package for each loop and value alone.
/// </summary>
public sealed partial class TemplateContext
{
    private int _steps;
    private int _callDepth;

    /// <summary>A context with the built-in functions and no other variables.</summary>
    public TemplateContext()
    {
        BuiltinObject = Builtins.Create();
        PushGlobal(BuiltinObject);
    }

    /// <summary>The built-in functions.</summary>
    public ScriptObject BuiltinObject { get; }

    /// <summary>The object whose members are the variables that templates assign.</summary>
    public ScriptObject CurrentGlobal => Scopes.Global;

    /// <summary>Finds the templates of <c>include</c>; null to refuse it.</summary>
    public ITemplateLoader? TemplateLoader { get; set; }

    /// <summary>The templates included so far, by the path that the loader gave.</summary>
    public Dictionary<string, Template> CachedTemplates { get; } = new(StringComparer.Ordinal);

    /// <summary>Loop steps and calls of functions and includes of one rendering, all together; 0 for no limit.</summary>
    public int LoopLimit { get; set; } = 1000;

    /// <summary>How deep functions and includes may be nested; 0 for no limit but the stack.</summary>
    public int RecursiveLimit { get; set; } = 100;

    /// <summary>Looked at in each loop step and call.</summary>
    public CancellationToken CancellationToken { get; set; }

    /// <summary>Whether an unknown variable is an error: always.</summary>
    public bool StrictVariables { get => true; set => Only(true, value); }

    /// <summary>Whether an unknown member is null: never.</summary>
    public bool EnableRelaxedMemberAccess { get => false; set => Only(false, value); }

    /// <summary>Whether a member of null is null: never.</summary>
    public bool EnableRelaxedTargetAccess { get => false; set => Only(false, value); }

    /// <summary>Whether an element outside a list is null: never.</summary>
    public bool EnableRelaxedIndexerAccess { get => false; set => Only(false, value); }

    /// <summary>Whether calling an unknown function gives null: never.</summary>
    public bool EnableRelaxedFunctionAccess { get => false; set => Only(false, value); }

    /// <summary>Whether lines of values are indented like the code block that writes them: never.</summary>
    public bool AutoIndent { get => false; set => Only(false, value); }

    internal Scopes Scopes { get; } = new();

    /// <summary>
    /// The statement and value that ended a function or template last; meaningful right after a <see cref="Flow.Return"/>.
    /// </summary>
    internal (ScriptNode By, object? Value) Returned { get; set; }

    /// <summary>Adds an object whose members are variables; they hide those of the objects before.</summary>
    public void PushGlobal(ScriptObject scriptObject)
    {
        ArgumentNullException.ThrowIfNull(scriptObject);
        Scopes.PushGlobal(scriptObject);
        Scopes.PushLocal(null);
    }

    /// <summary>Removes the object added last.</summary>
    public ScriptObject PopGlobal()
    {
        if (Scopes.GlobalCount == 1) throw new InvalidOperationException("PopGlobal without PushGlobal");
        ScriptObject last = Scopes.Global;
        Scopes.PopGlobal();
        Scopes.PopLocal();
        return last;
    }

    internal void BeginRendering()
    {
        _steps = 0;
        _written = 0;
    }

    internal void CountStep(ScriptNode node)
    {
        if (CancellationToken.IsCancellationRequested) throw new ScriptAbortException(node.Span, CancellationToken);
        if (++_steps > LoopLimit && LoopLimit > 0)
        {
            throw node.Error($"The rendering takes more than {LoopLimit} loop steps and calls (LoopLimit)");
        }
    }

    internal void EnterCall(ScriptNode caller)
    {
        CountStep(caller);
        bool tooDeep = RecursiveLimit > 0 && _callDepth >= RecursiveLimit;
        if (tooDeep || !RuntimeHelpers.TryEnsureSufficientExecutionStack())
        {
            string limit = tooDeep ? RecursiveLimit.ToString(CultureInfo.InvariantCulture) : "the stack allows";
            throw caller.Error($"Functions or includes are nested deeper than {limit} (RecursiveLimit)");
        }

        _callDepth++;
    }

    internal void ExitCall() => _callDepth--;

    private static void Only(bool supported, bool value, [CallerMemberName] string setting = "")
    {
        if (value != supported)
        {
            throw new NotSupportedException($"{setting} can only be {(supported ? "true" : "false")} in this subset of Scriban");
        }
    }
}
