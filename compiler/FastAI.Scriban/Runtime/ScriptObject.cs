using System.Collections;
using System.Diagnostics.CodeAnalysis;
using Scriban.Syntax;

namespace Scriban.Runtime;

/// <summary>Named values and functions: the model of a template, or an object made by one.</summary>
public sealed class ScriptObject : IEnumerable<KeyValuePair<string, object?>>
{
    private readonly Dictionary<string, object?> _values = new(StringComparer.Ordinal);
    private HashSet<string>? _readOnly;

    /// <summary>Number of members.</summary>
    public int Count => _values.Count;

    /// <summary>The names of the members.</summary>
    public ICollection<string> Keys => _values.Keys;

    /// <summary>The values of the members.</summary>
    public ICollection<object?> Values => _values.Values;

    /// <summary>A member; null if there is none of that name.</summary>
    public object? this[string key]
    {
        get => _values.GetValueOrDefault(key);
        set => _values[key] = value;
    }

    /// <summary>Adds a member.</summary>
    /// <exception cref="ArgumentException">A member of that name exists.</exception>
    public void Add(string key, object? value) => _values.Add(key, value);

    /// <summary>Sets a member that a template may be kept from assigning to.</summary>
    public void SetValue(string member, object? value, bool readOnly)
    {
        _values[member] = value;
        if (readOnly) (_readOnly ??= new HashSet<string>(StringComparer.Ordinal)).Add(member);
        else _readOnly?.Remove(member);
    }

    /// <summary>Whether there is a member of that name.</summary>
    public bool Contains(string member) => _values.ContainsKey(member);

    /// <inheritdoc cref="Contains"/>
    public bool ContainsKey(string key) => _values.ContainsKey(key);

    /// <summary>Removes a member; false if there was none.</summary>
    public bool Remove(string member) => _values.Remove(member);

    /// <summary>
    /// Copies the members of another object: a <see cref="ScriptObject"/> or dictionary as they are, any other object's public properties
    /// and fields under the names of <see cref="StandardMemberRenamer"/>.
    /// </summary>
    public void Import(object obj)
    {
        ArgumentNullException.ThrowIfNull(obj);
        if (obj is Type or Delegate) throw new ArgumentException("Types cannot be imported, and functions need a name", nameof(obj));
        foreach ((string name, object? value) in Members.All(obj)) _values[name] = value;
    }

    /// <summary>Makes a .NET function callable under a name.</summary>
    public void Import(string member, Delegate function)
    {
        ArgumentNullException.ThrowIfNull(function);
        _values[member] = new DelegateFunction(member, function);
    }

    /// <inheritdoc/>
    public IEnumerator<KeyValuePair<string, object?>> GetEnumerator() => _values.GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();

    internal bool TryGet(string name, [MaybeNullWhen(true)] out object? value) => _values.TryGetValue(name, out value);

    internal void Set(string name, object? value, ScriptNode node)
    {
        if (_readOnly?.Contains(name) == true) throw node.Error($"`{name}` is read only");
        _values[name] = value;
    }
}
