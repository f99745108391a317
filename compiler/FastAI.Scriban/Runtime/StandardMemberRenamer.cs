using System.Reflection;
using System.Text;

namespace Scriban.Runtime;

/// <summary>How .NET members are named in templates: <c>LatencyCycles</c> becomes <c>latency_cycles</c>.</summary>
public static class StandardMemberRenamer
{
    /// <summary>The template's name of a member.</summary>
    public static string Rename(MemberInfo member) => Rename(member.Name);

    /// <summary>
    /// Lower case, with an underscore before each upper-case letter that follows one that is not: <c>HTTPPort</c> becomes
    /// <c>httpport</c>.
    /// </summary>
    public static string Rename(string name)
    {
        var result = new StringBuilder(name.Length + 4);
        bool afterUpper = true;
        foreach (char c in name)
        {
            bool upper = char.IsUpper(c);
            if (upper && !afterUpper) result.Append('_');
            result.Append(char.ToLowerInvariant(c));
            afterUpper = upper;
        }

        return result.ToString();
    }
}
