using System.Globalization;

namespace GpuSeg.Images.Nifti;

/// <summary>Warnings about headers that contradict themselves, and about grids that agree only nearly.</summary>
public static class HeaderChecks
{
    // Programs round voxel sizes; 1 % of a length is 3 % of a volume.
    private const double SizeTolerance = 0.01;

    private const int LargestScannerCode = 2;

    /// <summary>Returns a sentence for every doubt about the headers of these inputs and their places.</summary>
    /// <param name="inputs">The images and the mask file, under the names that the sentences use.</param>
    public static IEnumerable<string> Warnings(IEnumerable<ImageFile> inputs)
    {
        ArgumentNullException.ThrowIfNull(inputs);
        // Volumes of one file share a header.
        var files = inputs.GroupBy(image => image.Path).Select(volumes => volumes.First());
        return files.SelectMany(image => Warnings(image.Name, image.StoredHeader).Concat(OfPlacement(image))).Distinct();
    }

    /// <summary>Returns a sentence for every contradiction between pixdim, qform and sform.</summary>
    /// <param name="name">Name of the image in the sentences.</param>
    /// <param name="header">Its header.</param>
    public static IEnumerable<string> Warnings(string name, NiftiHeader header)
    {
        ArgumentNullException.ThrowIfNull(header);
        if (header.Form == GridForm.Qform && NiftiAffine.IsSet(header.Fields, NiftiField.SformCode))
        {
            yield return $"The sform of {name} (code {header.SformCode}) places no voxel, so its qform is used; "
                + "write the sform again, for example with `fslorient -copyqform2sform FILE`.";
        }

        if (header.Form != GridForm.Sform)
        {
            yield break;
        }

        if (SizesDiffer(header))
        {
            var (byPixdim, bySform) = (Size(header.Pixdim), Size(header.Grid.Spacing));
            var what = header.QformGrid is null ? "pixdim" : "pixdim and qform";
            yield return string.Create(CultureInfo.InvariantCulture,
                $"{name} has voxels of {byPixdim} mm by {what} and of {bySform} mm by its sform, which is used; ")
                + "correct the false one, because every volume in mL depends on it"
                + $"{Factor(header)}.";
        }
        else if (header.QformGrid is { } byQform && AreOfOneSpace(header) && header.Grid.ShiftFrom(byQform) is var shift
            && shift.Voxels > Grid.AcceptedShift)
        {
            yield return string.Create(CultureInfo.InvariantCulture,
                $"The qform and sform of {name} place voxels up to {shift.Millimetres:0.####} mm apart, and the sform is used; ")
                + "make them agree, because other programs may use the qform.";
        }
    }

    private static IEnumerable<string> OfPlacement(ImageFile image)
    {
        if (image.Placement is not { } placement)
        {
            yield break;
        }

        if (placement.Match is { Forms: { } forms })
        {
            yield return $"{image.Name} lies on the voxels of {placement.Reference} because {forms}; give both the same form.";
        }
        else if (placement.Match is { } match && match.Shift.Voxels > Grid.UnnoticedShift)
        {
            yield return string.Create(CultureInfo.InvariantCulture,
                $"{image.Name} lies up to {match.Shift.Millimetres:0.####} mm ({100 * match.Shift.Voxels:0.#} % of a voxel) off the grid ")
                + $"of {placement.Reference} and is used as if on it; check that both show the head in the same place.";
        }
        else if (placement.IsResampled && placement.Stored.Form == GridForm.Pixdim)
        {
            yield return $"{image.Name} has neither sform nor qform, so its centre was taken for the scanner's; "
                + "check on the page that the images overlap.";
        }
    }

    // A size of 0 is not set, and a header of two dimensions has no third.
    private static bool SizesDiffer(NiftiHeader header)
    {
        var (pixdim, spacing) = (header.Pixdim, header.Grid.Spacing);
        return Differ(pixdim.X, spacing.X) || Differ(pixdim.Y, spacing.Y) || (header.Dim[0] > 2 && Differ(pixdim.Z, spacing.Z));

        static bool Differ(double byPixdim, double bySform) =>
            byPixdim != 0 && !(Math.Abs(byPixdim - bySform) <= SizeTolerance * Math.Min(byPixdim, bySform));
    }

    // A qform in the scanner and an sform in a template's space differ by right.
    private static bool AreOfOneSpace(NiftiHeader header) => header.QformCode == header.SformCode
        || (header.QformCode <= LargestScannerCode && header.SformCode <= LargestScannerCode);

    private static string Factor(NiftiHeader header)
    {
        var pixdim = header.Pixdim;
        var factor = header.Grid.VoxelVolume / (pixdim.X * pixdim.Y * pixdim.Z);
        return double.IsFinite(factor) && Math.Abs(factor - 1) > SizeTolerance
            ? string.Create(CultureInfo.InvariantCulture, $" (factor {factor:0.##})")
            : "";
    }

    private static string Size((double X, double Y, double Z) size) =>
        string.Create(CultureInfo.InvariantCulture, $"{size.X:0.####} x {size.Y:0.####} x {size.Z:0.####}");
}
