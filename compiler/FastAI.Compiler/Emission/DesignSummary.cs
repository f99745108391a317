using System.Collections.Immutable;
using System.Globalization;
using FastAI.Compiler.Netlist;
using FastAI.Compiler.Scheduling;

namespace FastAI.Compiler.Emission;

/// <summary>What every template may say of a design: its names, ports, timing and devices.</summary>
internal sealed class DesignSummary(PipelinedCircuit pipeline, DesignInterface ports, int goldenEvents, EmissionOptions options)
{
    public string Name => ports.Name;

    /// <summary>Name of the model in a comment.</summary>
    public string Model => Comment.OneLine(pipeline.Circuit.Name);

    public int Latency => pipeline.Latency;

    public int InitiationInterval => pipeline.InitiationInterval;

    /// <summary>Clock with a decimal point, as a VHDL real literal has one.</summary>
    public string ClockMhz => pipeline.ClockMHz.ToString("0.0###", CultureInfo.InvariantCulture);

    /// <summary>Clock period in ns.</summary>
    public string ClockPeriod => (1000 / pipeline.ClockMHz).ToString("0.000", CultureInfo.InvariantCulture);

    /// <summary>Latency in ns.</summary>
    public string LatencyNanoseconds => (1000 * pipeline.Latency / pipeline.ClockMHz).ToString("0.0", CultureInfo.InvariantCulture);

    public int InputBits => ports.InputBits;

    public int OutputBits => ports.OutputBits;

    /// <summary>Hexadecimal digits of in_data.</summary>
    public int InputDigits => (ports.InputBits + 3) / 4;

    /// <summary>Hexadecimal digits of out_data.</summary>
    public int OutputDigits => (ports.OutputBits + 3) / 4;

    public int InputCount => ports.InputCount;

    public int OutputCount => ports.OutputCount;

    public ImmutableArray<PortSummary> Inputs { get; } = [.. ports.Inputs.Select(t => new PortSummary(t))];

    public ImmutableArray<PortSummary> Outputs { get; } = [.. ports.Outputs.Select(t => new PortSummary(t))];

    /// <summary>What the package states of every element of in_data and out_data.</summary>
    public ImmutableArray<PackageArray> PackageArrays { get; } =
    [.. PackageArray.Of("IN", ports.Inputs), .. PackageArray.Of("OUT", ports.Outputs)];

    /// <summary>Whether the design is there in AMD primitives too.</summary>
    public bool Primitives { get; } = pipeline.HasPrimitives;

    /// <summary>Whether samples of channels enter instead of whole events.</summary>
    public bool IsStream => pipeline.Circuit.IsStream;

    /// <summary>Samples of a channel before the one that gives its first result.</summary>
    public int WarmUp => pipeline.Circuit.WarmUp ?? 0;

    /// <summary>Channels that share the design.</summary>
    public int Interleave => pipeline.Interleave;

    /// <summary>Bits of in_channel and out_channel; unused for one channel.</summary>
    public int ChannelBits => 32 - int.LeadingZeroCount(pipeline.Interleave - 1);

    /// <summary>Whether a state begins with a value of its own.</summary>
    public bool HasFeedback { get; } = pipeline.Circuit.States.Any(s => s.Initial is not null);

    /// <summary>How far the samples of a channel are counted: 0 when it does not matter.</summary>
    public int CountedSamples => WarmUp + (HasFeedback ? 1 : 0);

    /// <summary>Bits of a counter of a channel's samples.</summary>
    public int CounterBits => 32 - int.LeadingZeroCount(Math.Max(1, CountedSamples));

    /// <summary>The last rank at which it must be known whether feedback begins.</summary>
    public int LastBegins { get; } =
        Math.Max(
            0,
            pipeline.Circuit.States.Where(s => s.Initial is not null).Select(s => pipeline.Stages[s.Word] - 1).DefaultIfEmpty(0).Max()
        );

    /// <summary>States of all channels, in bits.</summary>
    public long StateBits => pipeline.StateBits;

    /// <summary>Words that are computed.</summary>
    public int Words { get; } = pipeline.Circuit.Words.Count(w => !w.IsSource && w is not StateWord);

    public int GoldenEvents => goldenEvents;

    public string VivadoPart => options.VivadoPart;

    public string QuartusDevice => options.QuartusDevice;

    public string QuartusFamily => options.QuartusFamily;

    /// <summary>Width of the AXI4-Stream input, whole bytes.</summary>
    public int AxisInputBits => (ports.InputBits + 7) / 8 * 8;

    /// <summary>Width of the AXI4-Stream output, whole bytes.</summary>
    public int AxisOutputBits => (ports.OutputBits + 7) / 8 * 8;

    /// <summary>Events that the AXI4-Stream wrapper can hold: enough that its input never waits while its output does not.</summary>
    public int AxisDepth =>
        (int)
            System.Numerics.BitOperations.RoundUpToPowerOf2(
                (uint)((pipeline.Latency + pipeline.InitiationInterval - 1) / pipeline.InitiationInterval) + 4
            );
}
