using System.Globalization;
using Scriban.Runtime;
using Scriban.Syntax;

namespace Scriban.Functions;

/// <summary><c>math.*</c>: Scriban has no <c>math.min</c> or <c>math.max</c>.</summary>
internal sealed class MathFunctions : FunctionTable
{
    public MathFunctions()
        : base("math")
    {
        Add("abs", 1, c => Abs(c));
        Add("ceil", 1, c => Round(c, Math.Ceiling));
        Add("floor", 1, c => Round(c, Math.Floor));
        Add("format", 2, c => Format(c));
        Add("is_number", 1, c => Boxed.Of(c[0] is not Enum && Values.TryGetNumber(c[0], out _)));
        Add("minus", 2, c => Arithmetic.Apply(BinaryOperator.Subtract, c[0], c[1], c.Node, c.Context));
        Add("modulo", 2, c => Arithmetic.Apply(BinaryOperator.Modulus, c[0], c[1], c.Node, c.Context));
        Add("plus", 2, c => Arithmetic.Apply(BinaryOperator.Add, c[0], c[1], c.Node, c.Context));
        Add("times", 2, c => Arithmetic.Apply(BinaryOperator.Multiply, c[0], c[1], c.Node, c.Context));
    }

    private static object Abs(Call call)
    {
        if (Values.TryGetInteger(call[0], out long integer) && integer > long.MinValue) return Boxed.Of(Math.Abs(integer));
        return Values.TryGetNumber(call[0], out double number)
            ? Math.Abs(number)
            : throw call.Node.Error($"A number is needed, not a value of type {Values.TypeName(call[0])}");
    }

    private static object Round(Call call, Func<double, double> round)
    {
        if (Values.TryGetInteger(call[0], out long integer)) return Boxed.Of(integer);
        return Values.TryGetNumber(call[0], out double number)
            ? round(number)
            : throw call.Node.Error($"A number is needed, not a value of type {Values.TypeName(call[0])}");
    }

    private static string Format(Call call)
    {
        if (call[0] is not IFormattable number || call[0] is Enum)
        {
            throw call.Node.Error($"A number is needed, not a value of type {Values.TypeName(call[0])}");
        }

        string format = call.Text(1);

        // .NET accepts a precision up to 999,999,999 digits.
        int digits = format.SkipWhile(c => !char.IsAsciiDigit(c)).TakeWhile(char.IsAsciiDigit).Count();
        if (digits > 3) throw call.Node.Error($"The format `{format}` asks for too many digits");
        try
        {
            return number.ToString(format, CultureInfo.InvariantCulture);
        }
        catch (FormatException e)
        {
            throw new ScriptRuntimeException(call.Node.Span, $"`{format}` is no format of a value of type {Values.TypeName(number)}", e);
        }
    }
}
