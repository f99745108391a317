using System.Collections;
using System.Collections.Concurrent;
using System.Diagnostics.CodeAnalysis;
using System.Linq.Expressions;
using System.Reflection;

namespace Scriban.Runtime;

/// <summary>The members of values: of objects and dictionaries by key, of lists and strings their <c>size</c>, of .NET objects by renamed member.</summary>
internal static class Members
{
    private static readonly ConcurrentDictionary<Type, Dictionary<string, MemberGetter>> Types = new();

    private static readonly MethodInfo MakeGetterMethod =
        typeof(Members).GetMethod(nameof(MakeGetter), BindingFlags.NonPublic | BindingFlags.Static)!;

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
    public static string Suggest(object value)
    {
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
        foreach (PropertyInfo property in type.GetProperties(Flags))
        {
            if (property.GetMethod is not { IsPublic: true } || property.GetIndexParameters().Length > 0 || property.PropertyType.IsByRefLike) continue;
            getters.TryAdd(StandardMemberRenamer.Rename(property), Getter(type, property, property.PropertyType));
        }

        foreach (FieldInfo field in type.GetFields(Flags)) getters.TryAdd(StandardMemberRenamer.Rename(field), Getter(type, field, field.FieldType));
        return getters;
    });

    private static MemberGetter Getter(Type owner, MemberInfo member, Type type) =>
        (MemberGetter)MakeGetterMethod.MakeGenericMethod(type).Invoke(null, [owner, member])!;

    private static MemberGetterOf<T> MakeGetter<T>(Type owner, MemberInfo member)
    {
        // Compiled at the first use: a model has many more members than a template reads.
        var read = new Lazy<Func<object, T>>(() =>
        {
            ParameterExpression target = System.Linq.Expressions.Expression.Parameter(typeof(object));
            MemberExpression access = System.Linq.Expressions.Expression.MakeMemberAccess(System.Linq.Expressions.Expression.Convert(target, owner), member);
            return System.Linq.Expressions.Expression.Lambda<Func<object, T>>(access, target).Compile();
        });
        return new MemberGetterOf<T>(owner, read);
    }
}
