using System.Text.Json;
using GpuSeg.Studies.Json;

namespace GpuSeg.Studies.Comparison;

/// <summary>A comparison as JSON, scores under scikit-learn's names.</summary>
public static class ComparisonJson
{
    /// <summary>Writes the properties of one object: the same in every run, without folders.</summary>
    public static void Write(Utf8JsonWriter json, MapComparison comparison, string version)
    {
        ArgumentNullException.ThrowIfNull(json);
        ArgumentNullException.ThrowIfNull(comparison);
        json.WriteString("version", version);
        Map(json, "a", comparison.A);
        Map(json, "b", comparison.B);
        json.WriteBoolean("b_is_truth", comparison.Truth);
        json.WriteNumber("voxels_labelled_in_both", comparison.Both);
        json.WriteNumber("voxels_labelled_in_a_only", comparison.OnlyA);
        json.WriteNumber("voxels_labelled_in_b_only", comparison.OnlyB);
        Scores(json, comparison.Scores);
        Pairs(json, comparison);
        Contingency(json, comparison);
        json.Texts("warnings", comparison.Warnings);
    }

    private static void Map(Utf8JsonWriter json, string name, LabelMap map)
    {
        json.WriteStartObject(name);
        json.WriteString("name", map.Name);
        json.WriteString("voxel_sha256", map.Sha256);
        json.WriteEndObject();
    }

    private static void Scores(Utf8JsonWriter json, AgreementScores? scores)
    {
        json.Number("adjusted_rand_score", scores?.AdjustedRand ?? double.NaN);
        json.Number("rand_score", scores?.Rand ?? double.NaN);
        json.Number("fowlkes_mallows_score", scores?.FowlkesMallows ?? double.NaN);
        json.Number("adjusted_mutual_info_score", scores?.Information.Adjusted ?? double.NaN);
        json.Number("normalized_mutual_info_score", scores?.Information.Normalized ?? double.NaN);
        json.Number("mutual_info_score", scores?.Information.Mutual ?? double.NaN);
        // scikit-learn's truth is the rows, here it is the columns.
        json.Number("homogeneity_score", scores?.Information.Completeness ?? double.NaN);
        json.Number("completeness_score", scores?.Information.Homogeneity ?? double.NaN);
        json.Number("agreement", scores?.Agreement ?? double.NaN);
    }

    private static void Pairs(Utf8JsonWriter json, MapComparison comparison)
    {
        json.WriteStartArray("pairs");
        foreach (var pair in comparison.Pairs)
        {
            json.WriteStartObject();
            Label(json, "a", pair.A, comparison.A);
            Label(json, "b", pair.B, comparison.B);
            json.WriteNumber("voxels_a", pair.VoxelsA);
            json.WriteNumber("voxels_b", pair.VoxelsB);
            json.WriteNumber("voxels_common", pair.Common);
            json.Number("dice", pair.Dice);
            json.Number("jaccard", pair.Jaccard);
            if (comparison.Truth)
            {
                json.Number("hd95_mm", pair.Distances?.Hausdorff95 ?? double.NaN);
                json.Number("assd_mm", pair.Distances?.Mean ?? double.NaN);
                json.Number("volume_difference_ml", pair.VolumeDifference);
                json.Number("volume_difference_percent", pair.VolumePercent);
            }

            json.WriteEndObject();
        }

        json.WriteEndArray();
    }

    private static void Label(Utf8JsonWriter json, string map, int? label, LabelMap names)
    {
        json.Number($"label_{map}", label is { } code ? names.NumberOf(code) : double.NaN);
        json.WriteString($"name_{map}", names.NameOf(label));
    }

    private static void Contingency(Utf8JsonWriter json, MapComparison comparison)
    {
        int[] rows = [0, .. comparison.LabelsA], columns = [0, .. comparison.LabelsB];
        var voxels = rows.SelectMany(row => columns.Select(column => (double)comparison.Table[row, column]));
        json.WriteStartObject("contingency");
        json.Array("labels_a", [.. rows.Select(label => (double)comparison.A.NumberOf(label))], rows.Length);
        json.Array("labels_b", [.. columns.Select(label => (double)comparison.B.NumberOf(label))], columns.Length);
        json.Array("voxels", [.. voxels], rows.Length, columns.Length);
        json.WriteEndObject();
    }
}
