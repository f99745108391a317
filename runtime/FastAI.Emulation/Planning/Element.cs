namespace FastAI.Emulation.Planning;

/// <summary>One element of a kept tensor.</summary>
internal readonly record struct Element(Tensor Tensor, int Index)
{
    public Row Row => Tensor.Row(Index);
}
