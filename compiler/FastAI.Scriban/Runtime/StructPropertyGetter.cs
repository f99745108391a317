using System.Reflection;
using System.Runtime.CompilerServices;

namespace Scriban.Runtime;

/// <summary>Reads a property of a boxed structure through a delegate on its get method.</summary>
internal sealed class StructPropertyGetter<TOwner, T>(PropertyInfo property) : MemberGetterOf<T>(typeof(TOwner))
    where TOwner : struct
{
    private readonly Reader _read = property.GetMethod!.CreateDelegate<Reader>();

    private delegate T Reader(ref TOwner target);

    protected override T Read(object target) => _read(ref Unsafe.Unbox<TOwner>(target));
}
