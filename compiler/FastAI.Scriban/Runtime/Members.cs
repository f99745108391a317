using System.Collections;
using System.Collections.Concurrent;
using System.Diagnostics.CodeAnalysis;
using System.Reflection;

namespace Scriban.Runtime;

/// <summary>
/// The members of values: of objects and dictionaries by key, of lists and strings their <c>size</c>, of .NET objects by renamed member.
/// </summary>
internal static class Members
{
    private static readonly ConcurrentDictionary<Type, Dictionary<string, MemberGetter>> Types = new();

    /// <summary>Whether the members depend on the value and not on its type alone.</summary>
    public static bool IsKeyed(object value) => value is ScriptObject or IDictionary or IList or string;

    /// <summary>The getter of a .NET object's member; null if the type has none of that name.</summary>
    public static MemberGetter? Find(Type type, string name) => Of(type).GetValueOrDefault(name);

    public static bool TryGet(object value, string name, [MaybeNullWhen(true)] out object? member)
    {
        switch (value)
        {
            case ScriptObject obj:
                return obj.TryGet(name, out member);
            case IDictionary dictionary:
                member = dictionary.Contains(name) ? dictionary[name] : null;
                return member is not null || dictionary.Contains(name);
            case IList list:
                member = name == "size" ? Boxed.Of(list.Count) : null;
                return member is not null;
            case string text:
                member = name == "size" ? Boxed.Of(text.Length) : null;
                return member is not null;
            default:
                MemberGetter? getter = Find(value.GetType(), name);
                member = getter?.Get(value);
                return getter is not null;
        }
    }

    /// <summary>The names and values of all members that <see cref="TryGet"/> finds.</summary>
    public static IEnumerable<KeyValuePair<string, object?>> All(object value) => value switch
    {
        ScriptObject obj => obj,
        IDictionary dictionary => dictionary.Keys.OfType<string>().Select(key => KeyValuePair.Create(key, dictionary[key])),
        IList or string => [],
        _ => Of(value.GetType()).Select(member => KeyValuePair.Create(member.Key, member.Value.Get(value))),
    };

    /// <summary>The end of a message about a missing member: which ones there are.</summary>
    public static string Suggest(object? value)
    {
        if (value is null) return "";
        const int Shown = 20;
        string[] names = [.. All(value).Select(member => member.Key).Order(StringComparer.Ordinal).Take(Shown + 1)];
        if (names.Length == 0) return value is IList or string ? "; it has `size`" : "";
        return $"; it has {string.Join(", ", names.Take(Shown).Select(name => $"`{name}`"))}{(names.Length > Shown ? "..." : "")}";
    }

    private static Dictionary<string, MemberGetter> Of(Type type) => Types.GetOrAdd(type, static type =>
    {
        var getters = new Dictionary<string, MemberGetter>(StringComparer.Ordinal);
        if (type.IsPrimitive || type.IsEnum) return getters;
        const BindingFlags Flags = BindingFlags.Public | BindingFlags.Instance;
        Type propertyGetter = type.IsValueType ? typeof(StructPropertyGetter<,>) : typeof(ClassPropertyGetter<,>);
        foreach (PropertyInfo property in type.GetProperties(Flags).Where(IsReadable))
        {
            Type getter = propertyGetter.MakeGenericType(type, property.PropertyType);
            getters.TryAdd(StandardMemberRenamer.Rename(property), Make(getter, property));
        }

        foreach (FieldInfo field in type.GetFields(Flags))
        {
            getters.TryAdd(StandardMemberRenamer.Rename(field), Make(typeof(FieldGetter<>).MakeGenericType(field.FieldType), type, field));
        }

        return getters;
    });

    private static bool IsReadable(PropertyInfo property) =>
        property.GetMethod is { IsPublic: true }
        && property.GetIndexParameters().Length == 0
        && !property.PropertyType.IsByRef
        && !property.PropertyType.IsByRefLike
        && !property.PropertyType.IsPointer;

    private static MemberGetter Make(Type getter, params object[] arguments) => (MemberGetter)Activator.CreateInstance(getter, arguments)!;
}
