using System.Globalization;
using GpuSeg.Images.Nifti;

namespace GpuSeg.Images.Masking;

/// <summary>
/// The sentences about a mask that may not be the brain: nearly the whole grid, voxels that images remove, enclosed holes. Voxels that one
/// sentence counts are not counted by another.
/// </summary>
internal sealed class MaskWarnings
{
    private const double WarnAbove = 0.01;

    // Different rims of stripped images remove about 1 % together; the loss of the open MS data, which is not only rim, is 2.1 %.
    private const double TogetherAbove = 0.015;
    private const double HolesAbove = 0.005;

    // A brain in its bounding box takes about half of it.
    private const double NearlyWholeGrid = 0.8;
    private const double MostZero = 0.5;

    // A grid of fewer voxels is an excerpt, whose share and holes mean nothing.
    private const int SmallestScan = 4096;

    /// <summary>The grid and the name of the first image.</summary>
    public required ImageFile Reference { get; init; }

    /// <summary>The voxels inside the mask file, or null.</summary>
    public required MaskRegion? File { get; init; }

    /// <summary>The rule without a mask file.</summary>
    public required MaskRule Rule { get; init; }

    /// <summary>Number of voxels in the mask.</summary>
    public required int Kept { get; init; }

    /// <summary>The voxels that the images remove.</summary>
    public required MaskCounts Counts { get; init; }

    /// <summary>Voxels of the mask that are 0 in every image.</summary>
    public required int Zero { get; init; }

    /// <summary>Enclosed holes that are left, of which some voxels may be 0 in every image.</summary>
    public required MaskHoles Holes { get; init; }

    private bool IsScan => Reference.VoxelCount >= SmallestScan;

    /// <summary>Returns the sentences.</summary>
    public IReadOnlyList<string> Sentences()
    {
        string[] extent = [.. Extent()];
        string[] removed = [.. Removed()];
        return
        [
            .. extent,
            .. removed,
            .. NonFinite(),
            // Air has holes of its own.
            .. extent.Length > 0 ? [] : EnclosedHoles(removed.Length > 0),
        ];
    }

    private IEnumerable<string> Extent()
    {
        var share = (double)Kept / Reference.VoxelCount;
        if (IsScan && share > NearlyWholeGrid)
        {
            yield return (File, Rule.Kind) switch
            {
                ({ } file, _) => $"The mask file {file.Image.Name} holds {Percent(share)} of the grid, so the background is clustered too; "
                    + "check that it is the mask of the brain.",
                (_, MaskRuleKind.Auto) => $"The automatic mask holds {Percent(share)} of the grid, so it found no background; "
                    + "give a brain mask of SynthStrip or HD-BET.",
                _ => $"The mask holds {Percent(share)} of the grid, so air or skull is clustered too; "
                    + "use a brain mask of SynthStrip or HD-BET, or the mask rule auto.",
            };
        }
        else if (IsScan && File is { } file && Zero > MostZero * Kept)
        {
            yield return $"{Percent((double)Zero / Kept)} of the voxels of the mask file {file.Image.Name} are 0 in every image; "
                + "check that the mask is not inverted.";
        }
        else if (IsScan && File is { HoldsCorners: true } other)
        {
            yield return $"The mask file {other.Image.Name} holds the corners of the grid and {Percent(share)} of its voxels; "
                + "check that it is not inverted.";
        }
    }

    private IEnumerable<string> Removed()
    {
        var shares = Counts.Images;
        // What a single image removes is the background, except its negative voxels.
        if (shares.Length == 1 && File is null)
        {
            return Negative();
        }

        var alone = shares.Where(share => share.Share > WarnAbove).ToArray();
        var together = Counts.Lost - alone.Sum(share => share.RemovedAlone - share.NonFiniteAlone);
        return together > TogetherAbove * (Kept + Counts.Lost) && Rule.Kind != MaskRuleKind.Above && File is null
            ? [Together()]
            : alone.GroupBy(CauseOf).Select(images => Alone(images.Key, [.. images]));
    }

    private IEnumerable<string> Negative()
    {
        var (image, total) = (Counts.Images[0], Kept + Counts.Lost);
        if (Rule.Kind == MaskRuleKind.Positive && Counts.Lost > WarnAbove * total)
        {
            yield return $"{image.Name} loses {Number(Counts.Lost)} negative voxels ({Percent((double)Counts.Lost / total)} of the "
                + "non-zero ones), as z-scored images, CT and QSM do; to keep tissue, use the mask rule nonzero, above a value or finite.";
        }
    }

    private string Alone(Cause cause, MaskContribution[] images)
    {
        var removed = images.Select((image, i) => string.Create(CultureInfo.InvariantCulture,
            $"{image.Name} alone {(i == 0 ? "removes " : "")}{100 * image.Share:0.0} % "
            + $"({image.RemovedAlone:N0} of {image.KeptByOthers:N0})"));
        var (it, they) = images.Length == 1 ? ("it is", "its") : ("they are", "their");
        var keepers = File is null ? "the other images keep" : "the mask file and the other images keep";
        var why = cause switch
        {
            { IsNonFinite: true } => $"{it} NaN or infinite there; check the image or give a smaller mask.",
            { IsLow: true } => string.Create(CultureInfo.InvariantCulture,
                $"{they} values are at most {Rule.Value} there; consider a mask file or a lower value."),
            { IsZero: true, IsNegative: false } => $"{it} 0 there, as where {they} field of view ends; "
                + "leave the image out, or consider a mask file or the mask rule any.",
            { IsZero: false, IsNegative: true } => $"{it} negative there, as interpolated and z-scored images are; "
                + "consider a mask file or the mask rule nonzero.",
            _ => $"{it} 0 or negative there, at the end of {they} field of view or by interpolation; "
                + "consider a mask file or the mask rule any.",
        };
        return $"{string.Join(" and ", removed)} of the voxels that {keepers}: {why}";
    }

    private string Together()
    {
        var (isZero, total) = (2 * Counts.LostZero > Counts.Lost, Kept + Counts.Lost);
        var value = isZero ? "0" : "negative";
        var images = Counts.Images.Zip(Counts.LostBy, (image, lost) => (image.Name, Lost: lost))
            .Where(image => image.Lost > 0)
            .OrderByDescending(image => image.Lost)
            .Select(image => $"{image.Name} {Number(image.Lost)}");
        var holes = Holes.Count > HolesAbove * Kept ? $", {Number(Holes.Count)} of them in {Holes.InWords} inside the mask" : "";
        return $"The images together remove {Percent((double)Counts.Lost / total)} ({Number(Counts.Lost)} of {Number(total)}) of the "
            + $"voxels that are not 0 in all images{holes}: some image is {value} there ({string.Join(", ", images)}); "
            + $"consider a mask file or the mask rule {(isZero ? "any" : "nonzero")}.";
    }

    private IEnumerable<string> NonFinite() => Counts.Images
        .Where(share => share is { NonFiniteAlone: > 0 } && share.Share <= WarnAbove && (Counts.Images.Length > 1 || File is not null))
        .Select(share => $"{share.Name} is NaN or infinite in {share.NonFiniteAlone} voxels that the others keep; they are left out.");

    // Voxels that are not 0 in some image are among the removed ones.
    private IEnumerable<string> EnclosedHoles(bool areRemovedCounted)
    {
        var count = areRemovedCounted ? Holes.Zero : Holes.Count;
        if (IsScan && count > HolesAbove * Kept)
        {
            var millilitres = (count * Reference.Grid.VoxelVolume / 1000).ToString("0.0", CultureInfo.InvariantCulture);
            yield return $"The mask leaves out {Number(count)} voxels inside it ({millilitres} mL, {Holes.InWords}); "
                + "if they are tissue, fill the holes or use the mask rule any.";
        }
    }

    private Cause CauseOf(MaskContribution image)
    {
        var (removed, zero) = (image.RemovedAlone - image.NonFiniteAlone, image.ZeroAlone);
        return (Rule.Kind, File) switch
        {
            _ when image.NonFiniteAlone > removed => new() { IsNonFinite = true },
            (MaskRuleKind.Above, null) => new() { IsLow = true },
            _ => new() { IsZero = zero >= 0.1 * removed, IsNegative = zero <= 0.9 * removed },
        };
    }

    private static string Percent(double share) => string.Create(CultureInfo.InvariantCulture, $"{100 * share:0.0} %");

    private static string Number(int count) => count.ToString("N0", CultureInfo.InvariantCulture);

    // The values for which an image removes voxels.
    private sealed record Cause
    {
        public bool IsNonFinite { get; init; }

        public bool IsLow { get; init; }

        public bool IsZero { get; init; }

        public bool IsNegative { get; init; }
    }
}

/// <summary>Enclosed holes of a mask.</summary>
/// <param name="Count">Voxels in holes.</param>
/// <param name="Zero">Voxels among them that are 0 in every image.</param>
/// <param name="PieceCount">Counts the pieces.</param>
internal sealed record MaskHoles(int Count, int Zero, Func<int> PieceCount)
{
    private readonly Lazy<int> _pieces = new(PieceCount);

    /// <summary>No holes.</summary>
    public static MaskHoles None { get; } = new(0, 0, () => 0);

    /// <summary>Number of pieces; pieces are connected over faces.</summary>
    public int Pieces => _pieces.Value;

    /// <summary>The pieces in words.</summary>
    public string InWords => string.Create(CultureInfo.InvariantCulture, $"{Pieces:N0} {(Pieces == 1 ? "hole" : "holes")}");
}
