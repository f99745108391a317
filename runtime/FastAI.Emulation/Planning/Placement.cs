namespace FastAI.Emulation.Planning;

/// <summary>
/// Chooses which elements of a tensor of pairs or bytes share a slot: those that the same affine positions read, so that all parts of every
/// multiply-add are used, and of those, such that one position of an affine map makes, so that they are stored together.
/// </summary>
internal sealed class Placement
{
    private readonly Dictionary<Tensor, ulong[]> readers = [];
    private readonly Dictionary<Tensor, long[]> makers = [];
    private readonly Dictionary<Tensor, Element[]> leaders = [];
    private readonly Dictionary<Tensor, int> numbers = [];

    /// <summary>Notes that <paramref name="position"/> of some affine map reads the element.</summary>
    public void Read(Element element, long position)
    {
        if (!readers.TryGetValue(element.Tensor, out ulong[]? hash))
            readers[element.Tensor] = hash = new ulong[element.Tensor.Count];
        hash[element.Index] = (hash[element.Index] ^ (ulong)position) * 0x9E3779B97F4A7C15 + 1;
    }

    /// <summary>States for each element of a tensor which position of an affine map makes it.</summary>
    public void Made(Tensor tensor, FusedAffine by)
    {
        var origin = AffineLayout.Origins(by.Affine);
        makers[tensor] =
        [
            .. Enumerable
                .Range(0, tensor.Count)
                .Select(i => origin[by.Source is null ? i : by.Source[i]])
                .Select(o => ((long)o.Block << 32) + o.Position),
        ];
    }

    /// <summary>States for each element of a tensor which element it is made from, so that slots of an element-wise result
    /// meet whole slots of its operand.</summary>
    public void Follows(Tensor tensor, Element[] operand) => leaders[tensor] = operand;

    private int Number(Tensor tensor)
    {
        if (!numbers.TryGetValue(tensor, out int number))
            numbers[tensor] = number = numbers.Count;
        return number;
    }

    public void Place(Tensor tensor)
    {
        int[] natural = [.. Enumerable.Range(0, tensor.Count)];
        int parts = Tensor.ElementsInSlot(tensor.Storage);
        if (parts == 1)
        {
            tensor.Place(natural);
            return;
        }
        var hash = readers.GetValueOrDefault(tensor);
        var maker =
            leaders.TryGetValue(tensor, out var leader) && leader.All(e => e.Tensor is { Placed: true, Storage: Storage.Pairs })
                ? [.. leader.Select(e => ((long)Number(e.Tensor) << 32) + e.Tensor.Local(e.Index).Slot)]
                : makers.GetValueOrDefault(tensor);
        var order = new List<int>(tensor.Count);
        var single = new List<int>();
        foreach (var group in natural.GroupBy(i => (hash?[i] ?? 0, maker?[i] ?? 0)))
        {
            int[] members = [.. group];
            int whole = members.Length - members.Length % parts;
            order.AddRange(members.AsSpan(0, whole));
            single.AddRange(members.AsSpan(whole));
        }
        // What is left over joins first with an equal reader, then by index.
        var rest = new List<int>();
        foreach (var group in single.GroupBy(i => hash?[i] ?? 0))
        {
            int[] members = [.. group];
            int whole = members.Length - members.Length % parts;
            order.AddRange(members.AsSpan(0, whole));
            rest.AddRange(members.AsSpan(whole));
        }
        rest.Sort();
        order.AddRange(rest);
        tensor.Place(order.ToArray());
    }
}
