using GpuSeg.Images;
using GpuSeg.Images.Files;
using GpuSeg.Images.Nifti;
using GpuSeg.Images.Regridding;
using GpuSeg.Studies.Bids.Dataset;
using GpuSeg.Studies.Segmentation;
using GpuSeg.Studies.Text;

namespace GpuSeg.Studies.Bids.Plans;

/// <summary>Plans the rows of a list of subjects.</summary>
/// <param name="raw">The folder of the list.</param>
/// <param name="columns">Names and roles of the columns.</param>
/// <param name="rules">The user's decisions about missing channels and grids.</param>
/// <param name="segmentation">Value of the entity seg in the outputs' names.</param>
/// <param name="optional">The optional files to write; null for none.</param>
internal sealed class RowPlan(
    RawData raw, (string Name, ColumnRole Role)[] columns, PlanRules rules, string segmentation, OptionalFiles? optional)
{
    /// <summary>Plans a row; only the headers of its files are read.</summary>
    /// <param name="plan">The plan with the subject.</param>
    /// <param name="cells">The row.</param>
    /// <exception cref="ImageException">A cell is empty, a file cannot be used, or the grids differ.</exception>
    public SessionPlan Of(SessionPlan plan, string[] cells)
    {
        var images = Cells(cells, ColumnRole.Image).ToLookup(cell => IsEmpty(cell.Text));
        string[] missing = [.. images[true].Select(cell => cell.Column)];
        if (missing.Length > 0 && (!rules.AllowMissing || !images[false].Any()))
        {
            throw new ImageException(
                $"its cell {missing[0]} is empty; give the path of the file, leave the line out, or allow missing channels.");
        }

        var read = images[false].Select(cell => Read(plan.Id, cell.Column, cell.Text)).ToArray();
        var (mask, regions) = (File(plan.Id, cells, ColumnRole.Mask), File(plan.Id, cells, ColumnRole.Regions));
        // A subject without a lesion has an empty cell.
        var excluded = Cells(cells, ColumnRole.Exclude).All(cell => IsEmpty(cell.Text)) ? null : File(plan.Id, cells, ColumnRole.Exclude);
        Channel[] channels = [.. read.Select(image => image.Channel)];
        var grid = Grid(read, [.. new[] { mask, excluded, regions }.OfType<BidsImage>()]);
        List<string> notes = missing.Length == 0 ? []
            : [$"it lacks {string.Join(", ", missing)}; its labels cannot be compared with those of complete sessions."];
        var files = optional?.For([.. channels.SelectMany(channel => channel.ImageNames)], notes);
        return plan with
        {
            Channels = channels,
            Regrid = rules.Regrid,
            Voxels = grid.Voxels,
            MovingBytes = grid.MovingBytes,
            Mask = mask is null ? null : new(mask.Path, mask.Uri),
            Excluded = excluded is null ? null : new(excluded.Path, excluded.Uri),
            Regions = regions is null ? null : new(regions.Path, regions.Uri),
            Missing = missing,
            Notes = notes,
            Outputs = SessionFiles.Create([.. channels.Select(channel => channel.Image)], segmentation, files),
        };
    }

    private IEnumerable<(string Column, string Text)> Cells(string[] cells, ColumnRole role) =>
        columns.Zip(cells).Where(cell => cell.First.Role == role).Select(cell => (cell.First.Name, cell.Second));

    private (Channel Channel, NiftiHeader Header) Read(string id, string column, string cell)
    {
        var header = NiftiReader.ReadHeader(Path.Combine(raw.Root, cell));
        return (new(column, Image(id, cell)) { Volumes = header.VolumeCount }, header);
    }

    private BidsImage? File(string id, string[] cells, ColumnRole role) => Cells(cells, role)
        .Select(cell => IsEmpty(cell.Text)
            ? throw new ImageException($"its cell {cell.Column} is empty; give the path of the file, or leave the line out.")
            : Image(id, cell.Text))
        .FirstOrDefault();

    private static bool IsEmpty(string cell) => cell.Length == 0 || cell == Tsv.Missing;

    private BidsImage Image(string id, string given)
    {
        // A plain path stays as given: through a link, .. leads elsewhere.
        var isPlain = !Path.IsPathRooted(given) && !given.Split('/', Path.DirectorySeparatorChar).Contains("..");
        var full = Path.GetFullPath(given, raw.Root);
        var path = isPlain
            ? given
            : Path.GetRelativePath(raw.Root, Path.Combine(RealPath.Resolve(Path.GetDirectoryName(full)!), Path.GetFileName(full)));
        _ = BidsName.TryParse($"{id}_image.nii.gz", out var name);
        return new(path.Replace(Path.DirectorySeparatorChar, '/'), "anat", name!);
    }

    // Resampling puts all files on one grid; without it all must lie on that of the first.
    private PlannedGrid Grid((Channel Channel, NiftiHeader Header)[] images, BidsImage[] labels)
    {
        var (first, target) = (images[0], rules.Regrid ?? TargetGrid.First);
        (string Path, NiftiHeader Header, GridRole Role)[] files =
        [
            .. images.Select(image => (At(image.Channel.Image), image.Header, GridRole.Image)),
            .. labels.Select(file => (At(file), OneVolume(At(file)), GridRole.Mask)),
        ];
        foreach (var (path, header, role) in files)
        {
            if (rules.Regrid is null)
            {
                GridCheck.Require(At(first.Channel.Image), first.Header, path, header, role);
            }
        }

        var index = target.IndexIn(
            [.. images.Select(image => image.Channel.Image.Path)], [.. images.Select(image => image.Channel.Name)]);
        return PlannedGrid.Of(target.HeaderFrom(images[index].Header), files.Select(file => file.Header), target.Interpolation);
    }

    private static NiftiHeader OneVolume(string path)
    {
        var header = NiftiReader.ReadHeader(path);
        return header.VolumeCount == 1 ? header : throw new ImageException(
            $"{path} holds {header.VolumeCount} volumes and should be a single 3-D image; extract the volume you mean.");
    }

    private string At(BidsImage image) => Path.Combine(raw.Root, image.Path);
}

/// <summary>The content of a column of a list.</summary>
internal enum ColumnRole
{
    /// <summary>Images of a channel.</summary>
    Image,

    /// <summary>Masks.</summary>
    Mask,

    /// <summary>Masks of the voxels to leave out of the fit.</summary>
    Exclude,

    /// <summary>Maps of regions.</summary>
    Regions,

    /// <summary>Ids or numbers, no files.</summary>
    Text,
}
