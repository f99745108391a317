using System.Reflection;

namespace Scriban.Runtime;

/// <summary>Reads a field.</summary>
internal sealed class FieldGetter<T>(Type owner, FieldInfo field) : MemberGetterOf<T>(owner)
{
    protected override T Read(object target) => (T)field.GetValue(target)!;
}
