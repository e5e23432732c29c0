using System.Globalization;

namespace GpuSeg.Images.Nifti;

/// <summary>
/// The relation of an image to the grid of a reference: the same place within <see cref="Grid.AcceptedShift"/> of a voxel, in the same or
/// in another order of voxels.
/// </summary>
public sealed record GridMatch
{
    private const int LargestScannerCode = 2;

    private GridMatch(VoxelOrder order, GridShift shift) => (Order, Shift) = (order, shift);

    /// <summary>The order of the image's voxels.</summary>
    public VoxelOrder Order { get; }

    /// <summary>The largest shift of a corner.</summary>
    public GridShift Shift { get; }

    /// <summary>
    /// The forms that agree, in a clause, if the forms that place the images by themselves do not; otherwise null.
    /// </summary>
    public string? Forms { get; private init; }

    /// <summary>Relates an image to a reference by their headers.</summary>
    /// <param name="reference">The reference.</param>
    /// <param name="header">The image.</param>
    /// <param name="role">
    /// The image's part. A mask or a label map was made of the reference, so that any two forms that agree say how. A scan whose sform
    /// differs may have been registered by it: its qform counts only where one sform is missing, or is of a template (codes above 2).
    /// </param>
    /// <returns>The relation, or null if the grids differ.</returns>
    public static GridMatch? Find(NiftiHeader reference, NiftiHeader header, GridRole role = GridRole.Image)
    {
        ArgumentNullException.ThrowIfNull(reference);
        ArgumentNullException.ThrowIfNull(header);
        return Relate(reference.Grid, header.Grid, Grid.AcceptedShift)
            ?? (role != GridRole.Image || AreFormsIndependent(reference, header) ? ByQform(reference, header) : null);
    }

    /// <summary>Describes the difference of grids that do not match, as a clause for a message.</summary>
    /// <param name="reference">The reference.</param>
    /// <param name="header">The image.</param>
    /// <param name="formsAgree">Whether forms agree that the images are not placed by.</param>
    internal static string Difference(NiftiHeader reference, NiftiHeader header, out bool formsAgree)
    {
        var order = VoxelOrder.Closest(reference.Grid, header.Grid);
        var ordered = order.Apply(header.Grid);
        // A permutation counts as another order only if it brings the shape into agreement.
        var difference = (ordered.Shape == reference.Grid.Shape ? ordered : header.Grid).DifferenceFrom(reference.Grid)
            ?? "its voxels are in another order";
        var forms = ByQform(reference, header)?.Forms;
        formsAgree = forms is not null;
        return forms is null ? difference : $"{difference}, though {forms}";
    }

    private static bool AreFormsIndependent(NiftiHeader reference, NiftiHeader header) =>
        reference.Form != GridForm.Sform || header.Form != GridForm.Sform
        || reference.SformCode > LargestScannerCode != header.SformCode > LargestScannerCode;

    private static GridMatch? ByQform(NiftiHeader reference, NiftiHeader header)
    {
        var (form, ofReference) = (FormName(header), FormName(reference));
        return Agree(reference.QformGrid, header.Grid, $"its {form} agrees with the qform of the first")
            ?? Agree(reference.Grid, header.QformGrid, $"its qform agrees with the {ofReference} of the first")
            ?? Agree(reference.QformGrid, header.QformGrid, "the qforms agree");

        GridMatch? Agree(Grid? first, Grid? other, string agreement) => first is null || other is null
            ? null
            : Relate(first, other, Grid.UnnoticedShift) is { } match
                ? match with { Forms = $"{agreement} ({Elsewhere(reference.Grid, match.Order.Apply(header.Grid))})" }
                : null;
    }

    private static string Elsewhere(Grid reference, Grid ordered) => string.Create(CultureInfo.InvariantCulture,
        $"they lie up to {ordered.ShiftFrom(reference).Millimetres:0.####} mm apart by the forms in use");

    private static string FormName(NiftiHeader header) => header.Form switch
    {
        GridForm.Sform => "sform",
        GridForm.Qform => "qform",
        _ => "pixdim",
    };

    private static GridMatch? Relate(Grid reference, Grid grid, double most)
    {
        var order = VoxelOrder.Closest(reference, grid);
        var ordered = order.Apply(grid);
        if (ordered.Shape != reference.Shape)
        {
            return null;
        }

        var shift = ordered.ShiftFrom(reference);
        return shift.Voxels <= most ? new(order, shift) : null;
    }
}

/// <summary>The part of an image in a run.</summary>
public enum GridRole
{
    /// <summary>A scan, whose intensities are used.</summary>
    Image,

    /// <summary>A mask made of the scans.</summary>
    Mask,

    /// <summary>A label map made of the scans.</summary>
    Labels,
}
