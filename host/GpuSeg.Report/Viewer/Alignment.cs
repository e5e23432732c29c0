using GpuSeg.Figures;
using GpuSeg.Figures.Model;
using GpuSeg.Images.Masking;
using GpuSeg.Images.Nifti;
using GpuSeg.Report.Page;

namespace GpuSeg.Report.Viewer;

/// <summary>The part of a page about images that were resampled: their grids, and their edges over the first image.</summary>
internal static class Alignment
{
    /// <summary>Returns the section, or no section if no input was resampled.</summary>
    /// <param name="volumes">The images with their voxels.</param>
    /// <param name="maskFile">The mask file, or null.</param>
    /// <param name="mask">The voxels that were clustered.</param>
    public static IEnumerable<Section> Sections(IReadOnlyList<Volume> volumes, ImageFile? maskFile, VoxelMask mask)
    {
        IReadOnlyList<ImageFile> inputs = maskFile is null ? volumes : [.. volumes, maskFile];
        if (!inputs.Any(image => image.Placement is { IsResampled: true }))
        {
            yield break;
        }

        var brain = Brain.FromImages(volumes, mask);
        var note = Html.Of($"""
            <p>Images were resampled by the places in their headers.
            <strong>They are assumed to be aligned: nothing was registered.</strong>
            If the lines below do not follow the edges of {brain.Name(0)}, the head moved between the scans; register them first.</p>
            """);
        Column[] columns = [new("Input"), new("Grid of the file"), new("Voxels here")];
        var rows = inputs.Select(image => (Html[])
        [
            Html.Of($"{image.Name}"),
            Html.Of($"{image.StoredHeader.Grid.ToString()}"),
            Html.Of($"{image.Placement?.Description ?? Placement.Unchanged}"),
        ]);
        var table = new DataTable("Inputs and their grids", columns, [.. rows]).ToHtml();
        yield return brain.Images == 1
            ? new("alignment", "Alignment", note, table)
            : new("alignment", "Alignment", note, table, Illustration.Grid([Edges(brain)]));
    }

    private static Illustration Edges(Brain brain) => new(
        EdgeOverlap.Draw(brain, [.. Enumerable.Range(1, brain.Images - 1)]),
        $"{brain.Name(0)} in grey, with the edges of the other images as lines.");
}
