using System.Collections;

namespace Scriban.Runtime;

/// <summary>A list made by a template, or given to it.</summary>
public sealed class ScriptArray : List<object?>
{
    /// <summary>An empty list.</summary>
    public ScriptArray()
    {
    }

    /// <summary>An empty list with room for <paramref name="capacity"/> items.</summary>
    public ScriptArray(int capacity)
        : base(capacity)
    {
    }

    /// <summary>A list of the items of <paramref name="values"/>.</summary>
    public ScriptArray(IEnumerable values)
        : base(values.Cast<object?>())
    {
    }
}
