namespace FastAI.Emulation.Kernels;

/// <summary>The commonest requantisation: floor by a shift, then a clamp.</summary>
internal readonly record struct SimpleLimit(int Shift, int Low, int High)
{
    public static bool Covers(Requantization q) =>
        !q.Relu && q.Rounding is RoundingForm.None or RoundingForm.Floor && q.Limit is LimitForm.None or LimitForm.Clamp;

    public static SimpleLimit Of(Requantization q) =>
        q.Limit == LimitForm.Clamp ? new(q.Shift, (int)q.Low, (int)q.High) : new(q.Shift, int.MinValue, int.MaxValue);

    /// <summary>The same for results that are stored with an offset; open ends stay open.</summary>
    public SimpleLimit Moved(int offset) =>
        this with
        {
            Low = (int)Math.Max((long)Low + offset, int.MinValue),
            High = (int)Math.Min((long)High + offset, int.MaxValue),
        };
}
