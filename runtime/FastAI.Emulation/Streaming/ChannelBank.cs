using System.Numerics;

namespace FastAI.Emulation.Streaming;

/// <summary>The channels of a stream and the kernel that serves them, whatever the integers that they are kept in.</summary>
internal abstract class ChannelBank
{
    /// <summary>Puts a channel's feedback to its start. A line's content stays: the warm-up hides it.</summary>
    public abstract void Restart(int channel);

    /// <summary>Moves channels on by a tick. Samples have been checked.</summary>
    public abstract void Push<S>(ReadOnlySpan<int> channels, ReadOnlySpan<S> samples, Span<S> results)
        where S : unmanaged, IBinaryInteger<S>;
}
