using FastAI.Model;

namespace FastAI.Runtime.Latency;

/// <summary>What the compiler states of a design's time; the test bench holds the firmware to it.</summary>
/// <param name="LatencyCycles">Clock cycles from the edge that takes the last needed input to the edge that presents the result.</param>
/// <param name="InitiationInterval">Clock cycles between events that one channel can take.</param>
/// <param name="ClockMhz">Clock.</param>
/// <param name="Interleave">Channels that share one instance in turn; 1 for none.</param>
public sealed record FirmwareTiming(int LatencyCycles, int InitiationInterval, double ClockMhz, int Interleave)
{
    /// <summary>Clock cycles between two events of one server: of an interleaved design each channel has every M-th cycle.</summary>
    public long Period => (long)Interleave * InitiationInterval;

    /// <exception cref="FastAIException">A figure is out of its range.</exception>
    public FirmwareTiming Checked() =>
        LatencyCycles >= 0 && InitiationInterval >= 1 && ClockMhz > 0 && double.IsFinite(ClockMhz) && Interleave >= 1
            ? this
            : throw FastAIException.BadInput(
                $"a latency of {LatencyCycles} cycles, an initiation interval of {InitiationInterval}, {ClockMhz} MHz and {Interleave} channels in turn are no timing; compile again"
            );
}
