using System.Reflection;
using Scriban.Syntax;

namespace Scriban.Runtime;

/// <summary>A .NET function that the program gave to the template.</summary>
internal sealed class DelegateFunction(string name, Delegate function) : ScriptFunction
{
    private readonly ParameterInfo[] _parameters = function.Method.GetParameters();

    public override object? Invoke(TemplateContext context, ScriptNode caller, object?[] arguments)
    {
        if (arguments.Length > _parameters.Length)
        {
            throw caller.Error($"`{name}` takes {_parameters.Length} arguments, but {arguments.Length} are given");
        }

        var values = new object?[_parameters.Length];
        for (int i = 0; i < values.Length; i++)
        {
            if (i < arguments.Length) values[i] = Values.To(_parameters[i].ParameterType, arguments[i], caller);
            else if (_parameters[i].HasDefaultValue) values[i] = _parameters[i].DefaultValue;
            else throw caller.Error($"The argument `{_parameters[i].Name}` of `{name}` is missing");
        }

        try
        {
            return function.DynamicInvoke(values);
        }
        catch (TargetInvocationException e) when (e.InnerException is not ScriptRuntimeException)
        {
            throw new ScriptRuntimeException(caller.Span, $"`{name}` failed: {e.InnerException?.Message}", e);
        }
    }
}
