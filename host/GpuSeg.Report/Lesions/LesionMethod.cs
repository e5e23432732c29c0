using GpuSeg.Images.Masking;
using GpuSeg.Images.Nifti;
using GpuSeg.Report.Citing;
using GpuSeg.Studies.Lesions;
using GpuSeg.Studies.Text;

namespace GpuSeg.Report.Lesions;

/// <summary>The search for a lesion in sentences for the Methods section of a paper.</summary>
internal static class LesionMethod
{
    private const string Parts = "enhancing tissue followed from a threshold (Otsu's method) of the difference of T1 with and without "
        + "contrast, core without enhancement from T2 and T1 with contrast; the rest was oedema.";

    /// <summary>Describes the search.</summary>
    /// <param name="finding">The search.</param>
    /// <param name="version">Version of the program.</param>
    /// <param name="references">Receives the references.</param>
    public static IEnumerable<string> Sentences(LesionFinding finding, string version, References references)
    {
        var names = finding.Contrasts.OrderBy(pair => pair.Key).Select(pair => $"{LesionContrasts.NameOf(pair.Key)} ({pair.Value})");
        var fluid = finding.Contrasts.ContainsKey(LesionContrast.T2) ? ", a quarter of T2" : "";
        return
        [
            $"The largest bright and asymmetric region was searched without training in {TextFormat.List([.. names])}, "
                + $"with GpuSeg {version}.",
            .. Search(fluid, references),
            .. finding.Lesion?.Parts is { Volumes.Count: > 0 } ? [$"Within it, {Parts}"] : Array.Empty<string>(),
        ];
    }

    /// <summary>Describes the search in the sessions of a data set.</summary>
    public static IEnumerable<string> OfSessions(References references) =>
    [
        "In each session with a FLAIR image, the largest bright and asymmetric region was searched without training in FLAIR and the T1, "
            + "T2 and ADC images beside it.",
        .. Search(", a quarter of T2 if there was one", references),
        $"In lesions with T1 images with and without contrast, {Parts}",
    ];

    private static IEnumerable<string> Search(string fluid, References references)
    {
        yield return "Images were limited to their 0.1 and 99.9 % percentiles, scaled by median and median absolute deviation within the "
            + "mask, and smoothed by a Gaussian of 1 mm.";
        yield return $"The score of a voxel was the sum of FLAIR{fluid} and half the difference of FLAIR from its mirror image about the "
            + "plane that best mirrors the mask onto itself.";
        yield return "Voxels above a local threshold were opened, reduced to the piece with the largest sum of scores, closed and filled.";
        yield return "The border followed from the likelihoods of two Gaussian mixtures of all images, fitted by expectation-maximisation "
            + $"{references.Cite(References.Em)} to the region and to its surroundings.";
    }

    /// <summary>Describes the voxels that were searched, with a capital.</summary>
    public static string Voxels(VoxelMask mask, ImageFile? maskFile, MaskRule rule, int images) => maskFile is null
        ? $"The {Plural.Of(mask.Count, "voxel")} {MethodText.Taken(rule, images)} were searched."
        : $"The {Plural.Of(mask.Count, "voxel")} inside the mask {maskFile.Name} were searched.";
}
