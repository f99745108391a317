using System.Reflection;

namespace Scriban.Runtime;

/// <summary>Reads a property of a class through a delegate on its get method.</summary>
internal sealed class ClassPropertyGetter<TOwner, T>(PropertyInfo property) : MemberGetterOf<T>(typeof(TOwner))
    where TOwner : class
{
    private readonly Func<TOwner, T> _read = property.GetMethod!.CreateDelegate<Func<TOwner, T>>();

    protected override T Read(object target) => _read((TOwner)target);
}
