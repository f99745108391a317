namespace FastAI.Model.FixedPoint;

/// <summary>What becomes of a value outside its format. Names and meaning are those of <c>ap_fixed</c> (AMD UG1399).</summary>
public enum Overflow
{
    /// <summary>AP_WRAP: keep the low W bits.</summary>
    Wrap,

    /// <summary>AP_SAT: the nearest end of the range.</summary>
    Sat,

    /// <summary>AP_SAT_ZERO: zero.</summary>
    SatZero,

    /// <summary>AP_SAT_SYM: the nearest end of the range that is symmetric about zero (unsigned: as AP_SAT).</summary>
    SatSym,
}
