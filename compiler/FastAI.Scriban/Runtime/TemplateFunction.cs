using Scriban.Syntax;

namespace Scriban.Runtime;

/// <summary>A function of a template. With parameters it has its own variables; without, it shares those of its caller.</summary>
internal sealed class TemplateFunction(FunctionParameter[]? parameters, Block body) : ScriptFunction
{
    public override object? Invoke(TemplateContext context, ScriptNode caller, object?[] arguments)
    {
        ScriptObject? variables = parameters is null ? null : Bind(parameters, caller, arguments);
        context.EnterCall(caller);
        context.Scopes.PushLocal(new ScriptArray(arguments));
        if (variables is not null) context.Scopes.PushGlobal(variables);
        try
        {
            return body.Execute(context) == Flow.Return ? context.Returned.Value : null;
        }
        finally
        {
            if (variables is not null) context.Scopes.PopGlobal();
            context.Scopes.PopLocal();
            context.ExitCall();
        }
    }

    private static ScriptObject Bind(FunctionParameter[] parameters, ScriptNode caller, object?[] arguments)
    {
        if (arguments.Length > parameters.Length)
        {
            throw caller.Error($"The function takes {parameters.Length} arguments, but {arguments.Length} are given");
        }

        var variables = new ScriptObject();
        for (int i = 0; i < parameters.Length; i++)
        {
            FunctionParameter parameter = parameters[i];
            if (i >= arguments.Length && parameter.Default is null)
            {
                throw caller.Error($"The function's argument `{parameter.Name}` is missing");
            }

            variables[parameter.Name] = i < arguments.Length ? arguments[i] : parameter.Default!.Value;
        }

        return variables;
    }
}
