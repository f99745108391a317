using System.Collections.Immutable;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace FastAI.Runtime.Budgets;

/// <summary>Missed budgets where GitHub and GitLab show them: at the line of the budget file, in the change that is reviewed.</summary>
public static class CodeAnnotations
{
    private static readonly JsonSerializerOptions Json = new()
    {
        WriteIndented = true,
        NewLine = "\n",
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };

    /// <summary>GitHub's workflow commands, one line each (docs.github.com, "Workflow commands for GitHub Actions").</summary>
    public static string GitHub(Budget budget, ImmutableArray<BudgetResult> results)
    {
        var text = new StringBuilder();
        foreach (var r in results.Where(r => !r.Passed))
            text.Append(
                CultureInfo.InvariantCulture,
                $"::error file={Property(budget.Path)},line={r.Line},title={Property("budget missed: " + r.Name)}::{Message(BudgetCheck.Failure(r))}\n"
            );
        return text.ToString();
    }

    /// <summary>GitLab's code quality report (docs.gitlab.com, "Code Quality report format").</summary>
    public static string GitLab(Budget budget, ImmutableArray<BudgetResult> results)
    {
        var issues = new JsonArray();
        foreach (var r in results.Where(r => !r.Passed))
            issues.Add(
                new JsonObject
                {
                    ["description"] = BudgetCheck.Failure(r),
                    ["check_name"] = "fastai-budget/" + r.Name,
                    // Names the limit, not its value or line, so that the same miss is recognised from run to run.
                    ["fingerprint"] = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(budget.Path + "\n" + r.Name))),
                    ["severity"] = "major",
                    ["location"] = new JsonObject
                    {
                        ["path"] = budget.Path,
                        ["lines"] = new JsonObject { ["begin"] = r.Line },
                    },
                }
            );
        return issues.ToJsonString(Json) + "\n";
    }

    private static string Message(string text) =>
        text.Replace("%", "%25", StringComparison.Ordinal)
            .Replace("\r", "%0D", StringComparison.Ordinal)
            .Replace("\n", "%0A", StringComparison.Ordinal);

    private static string Property(string text) =>
        Message(text).Replace(":", "%3A", StringComparison.Ordinal).Replace(",", "%2C", StringComparison.Ordinal);
}
