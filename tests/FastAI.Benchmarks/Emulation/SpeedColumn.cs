using System.Globalization;
using BenchmarkDotNet.Columns;
using BenchmarkDotNet.Reports;
using BenchmarkDotNet.Running;

namespace FastAI.Benchmarks.Emulation;

/// <summary>A figure that the mean time of a batch gives.</summary>
/// <param name="figure">Which.</param>
public sealed class SpeedColumn(SpeedFigure figure) : IColumn
{
    private static readonly Lazy<MachineLimit> Limit = new(() => new MachineLimit());

    public string Id => $"{nameof(SpeedColumn)}.{figure}";

    public string ColumnName =>
        figure switch
        {
            SpeedFigure.MegaEvents => "M events/s",
            SpeedFigure.GigaMultiplyAdds => "GMAC/s",
            _ => "Of limit",
        };

    public bool AlwaysShow => true;

    public ColumnCategory Category => ColumnCategory.Custom;

    public int PriorityInCategory => (int)figure;

    public bool IsNumeric => true;

    public UnitType UnitType => UnitType.Dimensionless;

    public string Legend =>
        figure == SpeedFigure.ShareOfLimit
            ? "Time of the multiply-adds at the measured limit of their width, over the time taken"
            : ColumnName;

    public bool IsAvailable(Summary summary) => true;

    public bool IsDefault(Summary summary, BenchmarkCase benchmarkCase) => false;

    public string GetValue(Summary summary, BenchmarkCase benchmarkCase) => GetValue(summary, benchmarkCase, SummaryStyle.Default);

    public string GetValue(Summary summary, BenchmarkCase benchmarkCase, SummaryStyle style)
    {
        if (summary[benchmarkCase]?.ResultStatistics is not { } statistics)
            return "-";
        double seconds = 1e-9 * statistics.Mean / (int)benchmarkCase.Parameters[nameof(EmulatorBenchmarks.Batch)];
        if (figure == SpeedFigure.MegaEvents)
            return Text(1e-6 / seconds, "F3");
        var macs = MultiplyAdds.Of(
            ReferenceModels.All.First(g => g.Name == (string)benchmarkCase.Parameters[nameof(EmulatorBenchmarks.Model)])
        );
        if (macs.Total == 0)
            return "-";
        if (figure == SpeedFigure.GigaMultiplyAdds)
            return Text(1e-9 * macs.Total / seconds, "F1");
        return benchmarkCase.Descriptor.WorkloadMethod.Name == nameof(EmulatorBenchmarks.Float)
            ? "-"
            : Text(100 * Limit.Value.SecondsFor(macs) / seconds, "F0") + " %";
    }

    private static string Text(double value, string format) => value.ToString(format, CultureInfo.InvariantCulture);
}
