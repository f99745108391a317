using System.Collections.Immutable;
using System.Globalization;
using FastAI.Model.Build;
using FastAI.Runtime.Agreement;
using FastAI.Runtime.Agreement.Layers;

namespace FastAI.Runtime.Reporting.Page;

/// <summary>The table of layers: formats, ranges, saturations, resources, latency, and the agreement where it is known.</summary>
internal static class LayerSection
{
    internal static PageSection Of(ReportContent content)
    {
        var agreement = content.Agreement?.Layers.ToDictionary(l => l.Tensor, StringComparer.Ordinal);
        ImmutableArray<string> heads =
        [
            "layer",
            "made by",
            "format",
            "modes",
            "why",
            "seen",
            "proved",
            "stages",
            "LUT",
            "FF",
            "DSP",
            "BRAM",
        ];
        if (agreement is not null)
            heads = [.. heads, "SNR/dB", "RMS", "max/LSB", "limited", "explained"];
        return new("Layers")
        {
            Texts =
            [
                "Stages are clock cycles of the pipeline in which the layer's logic lies. Seen: values of the calibration data. Proved: what no event can leave."
                    + (
                        agreement is null
                            ? ""
                            : " Explained: the largest difference as a share of what the layer's own format and rounding can make of the operands it had; above 1 something else is wrong, in most cases a limited value."
                    ),
                .. content.Build.Trees.Select(t => $"Trees {t.Tensor}: {string.Join("; ", TreeText.Of(t))}."),
            ],
            Tables = [new(heads, [.. content.Build.Tensors.Select(t => Row(content.Build, t, agreement))])],
            Charts = Snr(content),
        };
    }

    private static PageRow Row(BuildReport build, BuildTensor tensor, Dictionary<string, LayerAgreement>? agreement)
    {
        BuildLayer[] parts = [.. build.Layers.Where(l => TensorNames.BelongsTo(l.Name, tensor.Name))];
        BuildLayer[] placed = [.. parts.Where(p => p.Resources is not { Lut: 0, Carry: 0, Dsp: 0, Bram: 0 })];
        string Sum(Func<BuildResources, long> of) => parts.Length == 0 ? "-" : Numbers.Whole(parts.Sum(p => of(p.Resources)));
        ImmutableArray<string> cells =
        [
            tensor.Name,
            tensor.Origin,
            tensor.Formats.Distinct().Count() == 1
                ? tensor.Formats[0]
                : string.Create(CultureInfo.InvariantCulture, $"{tensor.Formats[0]} and {tensor.Formats.Distinct().Count() - 1} more"),
            string.Join(" ", new[] { tensor.Rounding, tensor.Overflow }.Where(m => m is not null)),
            tensor.Reason,
            tensor.RangeSeen is [var low, var high] ? $"{Numbers.Short(low)} … {Numbers.Short(high)}" : "-",
            tensor.IntervalProved is [var least, var greatest] ? $"{Numbers.Short(least)} … {Numbers.Short(greatest)}" : "-",
            placed.Length == 0
                ? "-"
                : string.Create(CultureInfo.InvariantCulture, $"{placed.Min(p => p.FirstStage)}–{placed.Max(p => p.LastStage)}"),
            Sum(r => r.Lut),
            Sum(r => r.Ff),
            Sum(r => r.Dsp),
            Sum(r => r.Bram),
        ];
        if (agreement is null)
            return new(cells);
        if (!agreement.TryGetValue(tensor.Name, out var layer))
            return new([.. cells, "-", "-", "-", "-", "-"]);
        return new(
            [
                .. cells,
                layer.SnrDb is { } snr ? snr.ToString("F1", CultureInfo.InvariantCulture)
                : layer.Max == 0 ? "exact"
                : "-",
                Numbers.Short(layer.Rms),
                Numbers.Short(layer.MaxLsb),
                Numbers.Whole(layer.Limited),
                layer.Explained is { } share ? Numbers.Short(share) : "-",
            ],
            layer.Unexplained is null ? "" : "bad"
        );
    }

    private static ImmutableArray<Chart> Snr(ReportContent content)
    {
        LayerAgreement[] noisy = [.. content.Agreement?.Layers.Where(l => l.SnrDb is not null) ?? []];
        if (noisy.Length < 2)
            return [];
        return
        [
            new(
                "Signal to quantisation noise, layer by layer",
                "layer",
                "dB",
                [.. noisy.Select((_, i) => (double)(i + 1))],
                [new("SNR", "bars", "fixed", [.. noisy.Select(l => l.SnrDb)])],
                Names: [.. noisy.Select(l => l.Tensor)]
            ),
        ];
    }
}
