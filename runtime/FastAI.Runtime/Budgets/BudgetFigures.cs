using FastAI.Model.Build;
using FastAI.Runtime.Agreement;
using FastAI.Runtime.Agreement.Physics;
using FastAI.Runtime.Streaming;

namespace FastAI.Runtime.Budgets;

/// <summary>The figures that are known, by the names of <see cref="BudgetKey"/>.</summary>
public sealed class BudgetFigures
{
    /// <summary>Length of a bunch crossing of the LHC, as budgets count it.</summary>
    public const double BunchCrossingNanoseconds = 25;

    private readonly Dictionary<string, double> figures = new(StringComparer.Ordinal);

    /// <summary>The figure of a name; null when it is not known.</summary>
    public double? this[string name] => figures.TryGetValue(name, out double value) ? value : null;

    /// <summary>Adds or replaces one figure.</summary>
    public void Set(string name, double value)
    {
        if (BudgetKey.Find(name) is null)
            throw new ArgumentException($"{name} is not the name of a figure");
        figures[name] = value;
    }

    /// <summary>Adds what the compiler states.</summary>
    public BudgetFigures Add(BuildReport build)
    {
        Set("latency_ns", build.LatencyNs);
        Set("latency_cycles", build.LatencyCycles);
        Set("latency_bc", build.LatencyNs / BunchCrossingNanoseconds);
        Set("initiation_interval", build.InitiationInterval);
        Set("clock_mhz", build.ClockMhz);
        Set("lut", build.Resources.Lut);
        Set("ff", build.Resources.Ff);
        Set("dsp", build.Resources.Dsp);
        Set("bram", build.Resources.Bram);
        return this;
    }

    /// <summary>Adds what a validation found; the worst output, class or quantity counts.</summary>
    public BudgetFigures Add(AgreementReport agreement)
    {
        Set("exact_fraction", agreement.Outputs.Min(o => o.Exact.Value ?? 0));
        Set("rms_lsb", agreement.Outputs.Max(o => o.RmsLsb));
        Set("max_lsb", agreement.Outputs.Max(o => o.MaxLsb));
        Set("limited_values", agreement.Inputs.Sum(i => i.Limited) + agreement.Saturations.Sum(s => s.Limited));
        Recorded(agreement.Recorded);
        if (agreement.Speed is { } speed)
            Set("throughput_ratio", speed.Ratio);
        var flipped = agreement.Outputs.Select(o => o.Flipped).ToList();
        if (agreement.Physics is { } physics)
        {
            Truth(physics);
            flipped.AddRange(physics.Classifiers.Select(c => c.Flipped));
        }
        Worst("flipped_decisions", flipped.Where(f => f?.Value is not null).Select(f => f!.Value!.Value));
        return this;
    }

    /// <summary>Adds what a replay found.</summary>
    public BudgetFigures Add(ReplayReport replay)
    {
        if (replay.DeadlineMisses is { } misses)
            Set("deadline_misses", misses);
        Set("overflows", replay.Firmware.Overflows);
        Set("fifo_high_water", replay.Firmware.FifoHighWater);
        Set("dead_time", replay.Firmware.DeadTime);
        Recorded(replay.Recorded);
        return this;
    }

    private void Recorded(IReadOnlyCollection<ResultAgreement> recorded)
    {
        if (recorded.Count > 0)
            Set("recorded_exact_fraction", recorded.Min(r => r.Events > 0 ? (double)r.Exact / r.Events : 0));
    }

    private void Truth(PhysicsReport physics)
    {
        Worst("resolution_ratio", physics.Regressions.Where(r => r.All.Ratio is not null).Select(r => r.All.Ratio!.Value));
        Worst("auc_drop", physics.Classifiers.SelectMany(c => c.Signals).Select(s => s.Drop.Value));
        double[] areas = [.. physics.Classifiers.SelectMany(c => c.Signals).Select(s => s.AreaFixed.Value)];
        if (areas.Length > 0)
            Set("auc", areas.Min());
    }

    private void Worst(string name, IEnumerable<double> values)
    {
        double[] all = [.. values];
        if (all.Length > 0)
            Set(name, all.Max());
    }
}
