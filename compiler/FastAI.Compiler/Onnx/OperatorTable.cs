using System.Text;
using FastAI.Compiler.Onnx.Operators;

namespace FastAI.Compiler.Onnx;

/// <summary>All operators that can be imported.</summary>
public static class OperatorTable
{
    /// <summary>The oldest operator set of ONNX that is read.</summary>
    public const int FirstOpset = 9;

    /// <summary>The newest operator set of ONNX that is read.</summary>
    public const int LastOpset = 23;

    private static readonly Dictionary<(string Domain, string Name), Operator> Operators = Declarations.All.ToDictionary(known =>
        (known.Domain, known.Name)
    );

    /// <summary>The list of operators as a Markdown table, for the documentation.</summary>
    public static string Markdown()
    {
        var text = new StringBuilder("| Operator | Attributes | Remarks |\n|---|---|---|\n");
        foreach (
            var known in Operators
                .Values.OrderBy(known => known.Domain, StringComparer.Ordinal)
                .ThenBy(known => known.Name, StringComparer.Ordinal)
        )
        {
            string name = known.Domain.Length == 0 ? known.Name : known.Domain + "." + known.Name;
            string attributes = string.Join(", ", known.Attributes.Select(attribute => attribute.Name).Distinct());
            text.Append($"| {name} | {attributes} | {known.Remarks} |\n");
        }
        return text.ToString();
    }

    internal static Operator? Find(string domain, string name) => Operators.GetValueOrDefault((domain, name));
}
