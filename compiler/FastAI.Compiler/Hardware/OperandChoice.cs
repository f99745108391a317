using System.Globalization;
using FastAI.Compiler.Scheduling;
using FastAI.Model;

namespace FastAI.Compiler.Hardware;

/// <summary>Whether constant matrices are made of adders of two operands or of three, which are fewer and slower.</summary>
internal static class OperandChoice
{
    /// <summary>
    /// By the clock where one is given; within a latency budget both designs are made, and the better one takes more events a second for
    /// each look-up table and pair of flip-flops, of which a slice has as many. Either may miss the budget, not both.
    /// </summary>
    /// <param name="options">What the design is compiled for.</param>
    /// <param name="compile">Makes the design; its argument is whether of three operands.</param>
    public static HardwareDesign Best(HardwareOptions options, Func<bool, HardwareDesign> compile)
    {
        DelayModel model = DelayModel.Of(options.Device);
        if (options.LatencyBudget is null || !model.HasTernaryAdders)
            return compile(options.ClockMHz is { } clock && model.AddsThree(clock));
        HardwareDesign? two = Attempt.Of(() => compile(false), out FastAIException? missed),
            three = Attempt.Of(() => compile(true), out _);
        if ((two ?? three) is null)
            throw missed!;
        bool chosen = Merit(three) > Merit(two);
        (HardwareDesign? best, HardwareDesign? other) = chosen ? (three, two) : (two, three);
        return best! with
        {
            Choice =
                $"within {options.LatencyBudget} on {model.Name}: adders of {(chosen ? "three" : "two")} operands ({Describe(best)}) over those of {(chosen ? "two" : "three")} ({Describe(other)})",
        };
    }

    private static double Merit(HardwareDesign? design) =>
        design is null ? -1 : design.Pipeline.ClockMHz / Math.Max(1, design.Resources.Total.Lut + (design.Resources.Total.Ff / 2.0));

    private static string Describe(HardwareDesign? design) =>
        design is null
            ? "they miss it"
            : string.Create(
                CultureInfo.InvariantCulture,
                $"{design.Pipeline.Latency} cycles at {design.Pipeline.ClockMHz} MHz, about {design.Resources.Total.Lut} LUT and {design.Resources.Total.Ff} FF"
            );
}
