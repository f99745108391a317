namespace Scriban.Runtime;

/// <summary>A running loop: its variable and its state.</summary>
internal sealed class LoopFrame(string variable, long length)
{
    public string Variable => variable;

    public long Length => length;

    public long Index { get; private set; }

    public object? Value { get; private set; }

    /// <summary>Whether the value differs from the one of the step before.</summary>
    public bool Changed { get; private set; }

    public void Step(long index, object? value)
    {
        Changed = index == 0 || !Equals(Value, value);
        Index = index;
        Value = value;
    }
}
