using BenchmarkDotNet.Columns;
using BenchmarkDotNet.Reports;
using BenchmarkDotNet.Running;

namespace GpuSeg.Bench.Micro;

/// <summary>Rate from the parameters N (voxels), D (features or images, 1 if absent) and the median time.</summary>
internal sealed class RateColumn(string name, string legend, Func<double, double, double> perNanosecond) : IColumn
{
    private const int FeatureBytes = 4;

    public static IColumn MegavoxelsPerSecond { get; } = new RateColumn("Mvoxel/s", "Million voxels per second", (n, _) => n * 1e3);

    public static IColumn GigabytesPerSecond { get; } = new RateColumn(
        "GB/s", "Bytes of the features, N x D x 4, read once per operation, in 1e9 per second", (n, d) => n * d * FeatureBytes);

    public string Id => $"{nameof(RateColumn)}.{name}";

    public string ColumnName => name;

    public bool AlwaysShow => true;

    public ColumnCategory Category => ColumnCategory.Custom;

    public int PriorityInCategory => 0;

    public bool IsNumeric => true;

    public UnitType UnitType => UnitType.Dimensionless;

    public string Legend => legend;

    public bool IsAvailable(Summary summary) => true;

    public bool IsDefault(Summary summary, BenchmarkCase benchmarkCase) => false;

    public string GetValue(Summary summary, BenchmarkCase benchmarkCase) => GetValue(summary, benchmarkCase, summary.Style);

    public string GetValue(Summary summary, BenchmarkCase benchmarkCase, SummaryStyle style) =>
        summary[benchmarkCase]?.ResultStatistics is { } statistics
            ? Rate(benchmarkCase, statistics.Median).ToString("F2", style.CultureInfo)
            : "-";

    private double Rate(BenchmarkCase benchmarkCase, double nanoseconds) =>
        perNanosecond(Parameter(benchmarkCase, "N"), Parameter(benchmarkCase, "D")) / nanoseconds;

    private static double Parameter(BenchmarkCase benchmarkCase, string name) =>
        benchmarkCase.Parameters.Items.FirstOrDefault(item => item.Name == name)?.Value is int value ? value : 1;
}
