using System.Diagnostics.CodeAnalysis;

namespace GpuSeg.Images.Nifti;

/// <summary>Refuses images on different grids.</summary>
public static class GridCheck
{
    private const string Ants = "`antsApplyTransforms -d 3 -i IMAGE -r REFERENCE";
    private const string Flirt = "`flirt -in IMAGE -ref REFERENCE -applyxfm -usesqform";
    // Any other interpolation makes values between two labels, and a larger mask.
    private const string NearestAdvice =
        $"for example with {Ants} -n GenericLabel -o OUT.nii.gz` or {Flirt} -interp nearestneighbour -out OUT`";

    // The command adds its option to these words.
    private const string RegridAdvice = "have it resampled onto the first image's grid";

    // A copy of a form moves no voxel; resampling by the wrong form would.
    private const string FormAdvice =
        "if their voxels correspond, copy the form that is right, for example with `fslorient -copyqform2sform FILE`.";

    /// <summary>Requires that every image lies on the grid of the first, with its voxels in the same order.</summary>
    /// <exception cref="ImageException">There are no images, or the grids differ (see <see cref="Grid.SameAs"/>).</exception>
    public static void Require(IReadOnlyList<ImageFile> images)
    {
        ArgumentNullException.ThrowIfNull(images);
        if (images.Count == 0)
        {
            ImageErrors.NoImages();
        }

        foreach (var image in images)
        {
            Require(images[0], image);
        }
    }

    /// <summary>Requires that an image, such as a mask, lies on the grid of the reference, with its voxels in the same order.</summary>
    /// <exception cref="ImageException">The grids differ (see <see cref="Grid.SameAs"/>).</exception>
    public static void Require(ImageFile reference, ImageFile image, GridRole role = GridRole.Image)
    {
        ArgumentNullException.ThrowIfNull(reference);
        ArgumentNullException.ThrowIfNull(image);
        if (image.Placement is null && !image.Grid.SameAs(reference.Grid))
        {
            Refuse(reference.Path, reference.Header, image.Path, image.Header, role);
        }
    }

    /// <summary>Requires that an image lies on the grid of the reference, in any order of voxels.</summary>
    /// <returns>The relation of the grids.</returns>
    /// <exception cref="ImageException">The grids differ (see <see cref="GridMatch.Find"/>).</exception>
    public static GridMatch Require(
        string referencePath, NiftiHeader reference, string path, NiftiHeader header, GridRole role = GridRole.Image)
    {
        ArgumentNullException.ThrowIfNull(reference);
        ArgumentNullException.ThrowIfNull(header);
        if (GridMatch.Find(reference, header, role) is { } match)
        {
            return match;
        }

        Refuse(referencePath, reference, path, header, role);
        return null;
    }

    [DoesNotReturn]
    private static void Refuse(string first, NiftiHeader firstHeader, string other, NiftiHeader header, GridRole role)
    {
        var difference = GridMatch.Difference(firstHeader, header, out var formsAgree);
        throw new ImageException(
            $"{other} lies on another grid than {first}: {difference} ({first}: {firstHeader.Grid}; {other}: {header.Grid}); "
            + (formsAgree ? FormAdvice : role switch
            {
                GridRole.Image => $"{RegridAdvice}, or resample it, for example with {Ants} -o OUT.nii.gz` or {Flirt} -out OUT`.",
                GridRole.Mask => $"{RegridAdvice}, or resample it with nearest neighbour, {NearestAdvice}.",
                _ => $"resample it with nearest neighbour, {NearestAdvice}.",
            }));
    }
}
