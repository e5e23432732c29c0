using GpuSeg.Images;
using GpuSeg.Studies.Comparison;

namespace GpuSeg.Studies.Evaluation;

/// <summary>The scores of one result.</summary>
/// <param name="Id">sub-01, sub-01_ses-02, or the name of the file.</param>
/// <param name="Result">Path of the result.</param>
/// <param name="Truth">Path of the truth.</param>
/// <param name="Regions">Scores of the regions.</param>
/// <param name="Warnings">Warnings, a sentence each.</param>
public sealed record EvaluatedSession(
    string Id, string Result, string Truth, IReadOnlyList<RegionScores> Regions, IReadOnlyList<string> Warnings)
{
    /// <summary>Evaluates a result.</summary>
    /// <param name="pair">The files.</param>
    /// <param name="regions">The regions; null for a region per shared name or per label.</param>
    /// <exception cref="ImageException">A file cannot be read or is not a label map, or the grids differ.</exception>
    public static EvaluatedSession Of(EvaluatedPair pair, IReadOnlyList<EvaluatedRegion>? regions)
    {
        ArgumentNullException.ThrowIfNull(pair);
        var (result, truth) = LabelMap.ReadPair(pair.Result, pair.Truth, mayBeEmpty: true);
        return new(
            pair.Id, pair.Result, pair.Truth,
            [.. (regions ?? EvaluatedRegion.Of(result, truth)).Select(region => RegionScores.Of(region, result, truth))],
            [.. result.Warnings, .. truth.Warnings]);
    }
}

/// <summary>The scores of one region of one result.</summary>
public sealed record RegionScores
{
    /// <summary>Name of the region.</summary>
    public required string Region { get; init; }

    /// <summary>Volume in the result in mL.</summary>
    public required double ResultVolume { get; init; }

    /// <summary>Volume in the truth in mL.</summary>
    public required double TruthVolume { get; init; }

    /// <summary>2 |R and T| / (|R| + |T|); null if both are empty.</summary>
    public required double? Dice { get; init; }

    /// <summary>|R and T| / |R or T|; null if both are empty.</summary>
    public required double? Jaccard { get; init; }

    /// <summary>See <see cref="SurfaceDistances.Hausdorff95"/>, in mm; null if one of them is empty.</summary>
    public required double? Hausdorff95 { get; init; }

    /// <summary>Volume in the result less that in the truth, in mL.</summary>
    public double VolumeDifference => ResultVolume - TruthVolume;

    /// <summary>The same in percent of the truth's; null if the truth is empty.</summary>
    public double? VolumePercent => TruthVolume > 0 ? 100 * VolumeDifference / TruthVolume : null;

    internal static RegionScores Of(EvaluatedRegion region, LabelMap result, LabelMap truth)
    {
        var (a, b) = (EvaluatedRegion.Map(result, region.Result), EvaluatedRegion.Map(truth, region.Truth));
        var (inA, inB, common) = (0L, 0L, 0L);
        for (var i = 0; i < a.Length; i++)
        {
            inA += a[i];
            inB += b[i];
            common += a[i] & b[i];
        }

        var millilitres = result.Grid.VoxelVolume / 1000;
        return new()
        {
            Region = region.Name,
            ResultVolume = inA * millilitres,
            TruthVolume = inB * millilitres,
            Dice = inA + inB > 0 ? 2.0 * common / (inA + inB) : null,
            Jaccard = inA + inB > 0 ? (double)common / (inA + inB - common) : null,
            Hausdorff95 = inA > 0 && inB > 0 ? SurfaceDistances.Between(Mask(a, result.Grid), Mask(b, result.Grid)).Hausdorff95 : null,
        };
    }

    private static LabelMask Mask(byte[] map, Grid grid) => new(map, 1, grid, Box.OfLabels(map, grid.Shape)[1]);
}
