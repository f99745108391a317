using System.Runtime.CompilerServices;

namespace FastAI.Compiler.ConstantMatrix;

/// <summary>
/// Order in which the greedy pass takes patterns: digits saved times the bits in which both terms overlap, with random noise
/// drawn per pattern, and less for terms of unlike depth when depth is limited.
/// </summary>
internal sealed class PatternScore(MoveTable moves, NodeTable nodes, bool depthLimited)
{
    private const float DepthPenalty = 0.15f;

    /// <summary>Scores are multiplied by 1 + Noise x, x uniform in [0, 1).</summary>
    public float Noise { get; set; }

    /// <summary>Changes the noise of all patterns.</summary>
    public ulong Salt { get; set; }

    public float Of(int u, int v, int slot, int gain)
    {
        int shift = (slot >> 1) - moves.Reach;
        int a = Math.Max(0, -shift);
        int b = Math.Max(0, shift);
        NodeSpan x = nodes.Span[u];
        NodeSpan y = nodes.Span[v];
        int overlap = 1 + Math.Min(x.Top + a, y.Top + b) - Math.Max(x.Last + a, y.Last + b);
        float score = gain * Math.Max(0.5f, overlap);
        if (depthLimited)
        {
            score /= 1 + (DepthPenalty * Math.Abs(nodes.Depth[u] - nodes.Depth[v]));
        }

        return Noise > 0 ? score * (1 + (Noise * Uniform(((ulong)(uint)u << 40) ^ ((ulong)(uint)v << 16) ^ (uint)slot))) : score;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private float Uniform(ulong pattern)
    {
        ulong h = (pattern ^ Salt) * 0x9E3779B97F4A7C15;
        h ^= h >> 32;
        h *= 0xD6E8FEB86659FD93;
        return (h >> 40) * (1f / (1 << 24));
    }
}
