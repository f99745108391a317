namespace FastAI.Emulation.Trees;

/// <summary>Into how many parts elements are cut, as a type, so that a kernel is compiled for each number.</summary>
internal interface IParts
{
    static abstract int Count { get; }
}
