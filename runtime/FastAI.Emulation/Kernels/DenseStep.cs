using FastAI.Emulation.Planning;

namespace FastAI.Emulation.Kernels;

/// <summary>A step of one event whose maps may follow others that leave their results in registers.</summary>
internal abstract class DenseStep : SingleStep
{
    /// <summary>Maps and then these in one step, or null where these do not read what the last of those makes.</summary>
    /// <typeparam name="R">The results of those, in bytes.</typeparam>
    /// <param name="before">Of bytes, in order; each <see cref="RegisterChain.Continues"/> the one before.</param>
    public abstract SingleStep? After<R>(RowData[] before)
        where R : struct, IRowTarget;
}
