namespace FastAI.Model.FixedGraph;

/// <summary>Exact reductions over groups of elements (sums are affine maps).</summary>
public enum ReduceOperation
{
    Maximum,
    Minimum,

    /// <summary>Position in its group of the greatest element, the first of several.</summary>
    ArgMaxFirst,

    /// <summary>Position in its group of the greatest element, the last of several.</summary>
    ArgMaxLast,

    /// <summary>Position in its group of the least element, the first of several.</summary>
    ArgMinFirst,

    /// <summary>Position in its group of the least element, the last of several.</summary>
    ArgMinLast,
}
