namespace FastAI.Model.FixedPoint;

/// <summary>How bits below the last fraction bit are dropped. Names and meaning are those of <c>ap_fixed</c> (AMD UG1399).</summary>
public enum Rounding
{
    /// <summary>AP_TRN: toward minus infinity (floor).</summary>
    Trn,

    /// <summary>AP_TRN_ZERO: toward zero.</summary>
    TrnZero,

    /// <summary>AP_RND: to nearest, ties toward plus infinity.</summary>
    Rnd,

    /// <summary>AP_RND_ZERO: to nearest, ties toward zero.</summary>
    RndZero,

    /// <summary>AP_RND_INF: to nearest, ties away from zero.</summary>
    RndInf,

    /// <summary>AP_RND_MIN_INF: to nearest, ties toward minus infinity.</summary>
    RndMinInf,

    /// <summary>AP_RND_CONV: to nearest, ties to even.</summary>
    RndConv,
}
