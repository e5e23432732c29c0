using System.Globalization;

namespace GpuSeg.Images.Masking;

/// <summary>Sentences about mask files that are not plain masks of 0 and one other value.</summary>
internal static class MaskFileText
{
    private const int MostListed = 6;

    /// <summary>Describes the values of a mask without voxels, as the end of a sentence.</summary>
    public static string Emptiness(MaskLevels levels, double? threshold) => (levels.NonZero, threshold) switch
    {
        (0, _) => "all its values are 0 or not finite",
        (_, { } value) => Text($"no value is above {Number(value)}, the greatest is {Number(levels.Greatest)}"),
        _ => "no value is finite",
    };

    /// <summary>Warns if the values need a decision that the user may not expect.</summary>
    /// <param name="use">The purpose of the mask.</param>
    /// <param name="path">The file.</param>
    /// <param name="levels">Its values.</param>
    /// <param name="inside">Number of voxels inside.</param>
    /// <param name="cut">The value above which voxels are inside, or null.</param>
    public static IEnumerable<string> Warnings(MaskUse use, string path, MaskLevels levels, int inside, double? cut)
    {
        if (Values(use, levels, inside, cut) is { } values)
        {
            yield return $"{path} {values}";
        }
    }

    private static string? Values(MaskUse use, MaskLevels levels, int inside, double? cut)
    {
        var what = use == MaskUse.Include ? "the mask is" : "the exclusion is";
        var way = use == MaskUse.Include ? "set a mask threshold to change this." : "give a file of 0 and 1 to change this.";
        if (cut is { } value)
        {
            return Text($"holds values from {Number(Math.Min(levels.Least, 0))} to {Number(levels.Greatest)} instead of two: ")
                + Text($"{what} its {inside:N0} voxels above {Number(value)}, of {levels.NonZero:N0} that are not 0; {way}");
        }

        if (levels.IsOneLevel && levels.Greatest < 0)
        {
            return Text($"holds {Number(levels.Greatest)} and 0: {what} its {inside:N0} voxels of {Number(levels.Greatest)}; ")
                + "check that it is not inverted.";
        }

        if (levels.IsOneLevel)
        {
            return null;
        }

        var kind = levels.HasFractions || levels.Labels.Count > MaskLevels.MostLabels
            ? Text($"holds values from {Number(Math.Min(levels.Least, 0))} to {Number(levels.Greatest)}, as an image does")
            : Text($"holds {levels.Labels.Count} labels ({List(levels.Labels)})");
        var below = levels.Negative == 0 ? "" : Text($", {levels.Negative:N0} of them below 0");
        return Text($"{kind}: {what} all {inside:N0} voxels that are not 0{below}; {way}");
    }

    private static string List(IReadOnlyList<float> labels) => labels.Count <= MostListed
        ? string.Join(", ", labels.Select(label => Number(label)))
        : $"{string.Join(", ", labels.Take(MostListed - 2).Select(label => Number(label)))} ... {Number(labels[^1])}";

    private static string Number(double value) => value.ToString("0.###", CultureInfo.InvariantCulture);

    private static string Text(FormattableString text) => FormattableString.Invariant(text);
}
