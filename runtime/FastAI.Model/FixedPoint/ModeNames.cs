using System.Collections.Immutable;

namespace FastAI.Model.FixedPoint;

/// <summary>Rounding and overflow modes as the field writes them: the names of <c>ap_fixed</c> (AMD
/// UG1399) without their <c>AP_</c>.</summary>
public static class ModeNames
{
    public static ImmutableArray<(string Name, Rounding Mode)> Roundings { get; } =
    [
        ("TRN", Rounding.Trn),
        ("TRN_ZERO", Rounding.TrnZero),
        ("RND", Rounding.Rnd),
        ("RND_ZERO", Rounding.RndZero),
        ("RND_INF", Rounding.RndInf),
        ("RND_MIN_INF", Rounding.RndMinInf),
        ("RND_CONV", Rounding.RndConv),
    ];

    public static ImmutableArray<(string Name, Overflow Mode)> Overflows { get; } =
    [("WRAP", Overflow.Wrap), ("SAT", Overflow.Sat), ("SAT_ZERO", Overflow.SatZero), ("SAT_SYM", Overflow.SatSym)];

    public static string Of(Rounding mode) => Roundings.First(r => r.Mode == mode).Name;

    public static string Of(Overflow mode) => Overflows.First(o => o.Mode == mode).Name;
}
