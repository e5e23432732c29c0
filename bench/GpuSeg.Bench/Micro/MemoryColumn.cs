using BenchmarkDotNet.Columns;
using BenchmarkDotNet.Reports;
using BenchmarkDotNet.Running;
using GpuSeg.Engine.Passes;
using GpuSeg.Engine.Voxels;
using GpuSeg.Kernels.Measuring;

namespace GpuSeg.Bench.Micro;

/// <summary>
/// Bytes of the features per median time, relative to the rate at which the backend's memory moved as many bytes in the same run.
/// </summary>
internal sealed class MemoryColumn : IColumn
{
    private static readonly Dictionary<(string Backend, int Voxels, int Dimensions), MemoryRate?> s_rates = [];

    public string Id => nameof(MemoryColumn);

    public string ColumnName => "Of memory";

    public bool AlwaysShow => true;

    public ColumnCategory Category => ColumnCategory.Custom;

    public int PriorityInCategory => 1;

    public bool IsNumeric => true;

    public UnitType UnitType => UnitType.Dimensionless;

    public string Legend => "Share of the rate at which as many bytes are read (cpu) or copied (GPU) in the same run";

    /// <summary>Measures the memory rate for a backend and features; repeated calls do nothing.</summary>
    public static void Measure(IBackend backend, FeatureMatrix features)
    {
        var key = (backend.Name, features.Count, features.Dimensions);
        if (!s_rates.ContainsKey(key))
        {
            s_rates[key] = MemoryRate.Measure(backend, (long)features.Count * features.Dimensions * sizeof(float));
        }
    }

    public bool IsAvailable(Summary summary) => true;

    public bool IsDefault(Summary summary, BenchmarkCase benchmarkCase) => false;

    public string GetValue(Summary summary, BenchmarkCase benchmarkCase) => GetValue(summary, benchmarkCase, summary.Style);

    public string GetValue(Summary summary, BenchmarkCase benchmarkCase, SummaryStyle style)
    {
        object? Parameter(string name) => benchmarkCase.Parameters.Items.FirstOrDefault(item => item.Name == name)?.Value;
        return (Parameter("Backend"), Parameter("N"), Parameter("D")) is (string backend, int n, int d)
            && s_rates.GetValueOrDefault((backend, n, d)) is { } rate
            && summary[benchmarkCase]?.ResultStatistics is { } statistics
            ? ((double)n * d * sizeof(float) / (statistics.Median * 1e-9) / rate.BytesPerSecond).ToString("P1", style.CultureInfo)
            : "-";
    }
}
