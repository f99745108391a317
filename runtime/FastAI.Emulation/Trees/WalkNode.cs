using System.Runtime.InteropServices;

namespace FastAI.Emulation.Trees;

/// <summary>One node as <see cref="TreeWalk"/> reads it; the two branches lie side by side, so that a comparison indexes them.</summary>
[StructLayout(LayoutKind.Sequential)]
internal struct WalkNode(long threshold, int feature, int whenTrue, int whenFalse)
{
    /// <summary>The greatest mantissa that passes.</summary>
    public long Threshold = threshold;

    /// <summary>Which of the elements that the trees test.</summary>
    public int Feature = feature;

    public int WhenTrue = whenTrue;

    public int WhenFalse = whenFalse;
}
