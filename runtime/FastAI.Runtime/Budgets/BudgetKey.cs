using System.Collections.Immutable;

namespace FastAI.Runtime.Budgets;

/// <summary>A figure that a budget may limit.</summary>
/// <param name="Name">Its name in the file.</param>
/// <param name="Unit">Its unit; empty for a number or ratio.</param>
/// <param name="IsMinimum">Whether the figure must reach the limit rather than stay within it.</param>
/// <param name="Source">Where the figure comes from.</param>
/// <param name="Meaning">What it is.</param>
public sealed record BudgetKey(string Name, string Unit, bool IsMinimum, BudgetSource Source, string Meaning)
{
    /// <summary>Every key that a budget may hold.</summary>
    public static ImmutableArray<BudgetKey> All { get; } =
    [
        new("latency_ns", "ns", false, BudgetSource.Build, "from the last needed input to the result"),
        new("latency_cycles", "cycles", false, BudgetSource.Build, "the same in clock cycles"),
        new("latency_bc", "BC", false, BudgetSource.Build, "the same in bunch crossings of 25 ns"),
        new("initiation_interval", "cycles", false, BudgetSource.Build, "from one event to the next"),
        new("clock_mhz", "MHz", true, BudgetSource.Build, "clock that the design is scheduled for"),
        new("lut", "", false, BudgetSource.Build, "look-up tables, estimated"),
        new("ff", "", false, BudgetSource.Build, "flip-flops, estimated"),
        new("dsp", "", false, BudgetSource.Build, "multiplier blocks, estimated"),
        new("bram", "", false, BudgetSource.Build, "memory blocks, estimated"),
        new("exact_fraction", "", true, BudgetSource.Agreement, "values equal to the float model's on the output's grid, worst output"),
        new("rms_lsb", "LSB", false, BudgetSource.Agreement, "RMS of fixed - float, worst output"),
        new("max_lsb", "LSB", false, BudgetSource.Agreement, "largest |fixed - float|, worst output"),
        new("limited_values", "", false, BudgetSource.Agreement, "values that an input or tensor limited"),
        new("resolution_ratio", "", false, BudgetSource.Truth, "RMS against the truth, fixed over float"),
        new("auc", "", true, BudgetSource.Truth, "area under the fixed model's ROC curve, worst class"),
        new("auc_drop", "", false, BudgetSource.Truth, "area lost to fixed point, worst class"),
        new("flipped_decisions", "", false, BudgetSource.Decision, "share of decisions that fixed point changes"),
        new("throughput_ratio", "", true, BudgetSource.Speed, "emulator over ONNX Runtime, same run, one thread each"),
        new("deadline_misses", "", false, BudgetSource.Replay, "events of a replay whose result came after the deadline, or never"),
        new("overflows", "", false, BudgetSource.Replay, "events of a replay that found the FIFO full"),
        new("fifo_high_water", "", false, BudgetSource.Replay, "the most events of a replay that waited before one instance"),
        new("dead_time", "", false, BudgetSource.Replay, "share of a replay's time in which an event would have been lost"),
        new("recorded_exact_fraction", "", true, BudgetSource.Recorded, "recorded firmware results equal to the model's, worst output"),
    ];

    /// <summary>The key of a name; null when there is none.</summary>
    public static BudgetKey? Find(string name) => All.FirstOrDefault(k => k.Name == name);
}
