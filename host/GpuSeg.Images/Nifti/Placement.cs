namespace GpuSeg.Images.Nifti;

/// <summary>The way in which the voxels of a file came onto the grid of a reference.</summary>
/// <param name="Stored">The file's own header.</param>
/// <param name="Reference">Name of the image whose grid it is.</param>
/// <param name="Match">The relation of the grids; null if the image was resampled.</param>
/// <param name="Interpolation">The interpolation of a resampled image; null if its voxels are unchanged.</param>
public sealed record Placement(NiftiHeader Stored, string Reference, GridMatch? Match, string? Interpolation = null)
{
    /// <summary>Whether the image was resampled.</summary>
    public bool IsResampled => Match is null;

    /// <summary>Whether the voxels were brought into another order.</summary>
    public bool IsReordered => Match is { Order.IsSame: false };

    /// <summary>The change of the voxels in a few words, such as: resampled, linear.</summary>
    public string Description => Interpolation is { } kind ? $"resampled, {kind}" : IsReordered ? "reordered" : Unchanged;

    /// <summary>The description of voxels that did not change.</summary>
    public const string Unchanged = "as stored";
}
