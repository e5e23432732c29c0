using GpuSeg.Images.Nifti;

namespace GpuSeg.Images.Regridding;

/// <summary>
/// Reads the files of one brain onto one grid. A file on this grid is passed on piece by piece; another order of voxels is undone; a file
/// on another grid is resampled if there is a target grid, and refused otherwise.
/// </summary>
public sealed class GridReader
{
    private readonly IReadOnlyList<string> _paths;
    private readonly TargetGrid? _regrid;
    private readonly VoxelHash _hash;
    private readonly CancellationToken _cancellation;
    private readonly Lazy<Reference> _reference;

    /// <summary>Creates a reader for the images of one brain.</summary>
    /// <param name="paths">Paths of the images.</param>
    /// <param name="names">Names of the images, or null.</param>
    /// <param name="regrid">The grid to resample onto, or null to refuse images on a grid different from the first.</param>
    /// <param name="hash">The hash to compute of the voxels as stored.</param>
    /// <param name="cancellation">Stops at the next piece of a file.</param>
    internal GridReader(
        IReadOnlyList<string> paths, IReadOnlyList<string>? names, TargetGrid? regrid, VoxelHash hash, CancellationToken cancellation)
    {
        (_paths, _regrid, _hash, _cancellation) = (paths, regrid, hash, cancellation);
        _reference = new(() =>
        {
            var target = regrid ?? TargetGrid.First;
            var index = target.IndexIn(paths, names);
            var header = NiftiReader.ReadHeader(paths[index]);
            var name = names?.Count == paths.Count ? names[index] : NiftiPaths.ImageName(paths[index]);
            return new(paths[index], name, target.HeaderFrom(header));
        });
    }

    /// <summary>Further scans of an image, by its path; their mean is read.</summary>
    internal IReadOnlyDictionary<string, IReadOnlyList<string>> Repeats { get; init; } = new Dictionary<string, IReadOnlyList<string>>();

    /// <summary>Reads an image without keeping its voxels.</summary>
    /// <param name="path">The file.</param>
    /// <param name="role">The part of the image.</param>
    /// <param name="sink">Receives the voxels on the grid of the reference.</param>
    /// <exception cref="ImageException">As for <see cref="NiftiReader.Read(string)"/>, or the image lies on another grid.</exception>
    internal IReadOnlyList<ImageFile> Read(string path, GridRole role, IVoxelSink sink)
    {
        if (Repeats.TryGetValue(path, out var repeats) && role == GridRole.Image)
        {
            return [ReadMean(path, repeats, sink).WithoutVoxels()];
        }

        using var file = NiftiFile.Open(path);
        if (IsReference(path))
        {
            return VolumeStreamer.Read(file, _hash, sink, _cancellation);
        }

        var placement = Place(path, file.Header, role);
        if (placement.Match is { Order.IsSame: true })
        {
            var images = VolumeStreamer.Read(file, _hash, sink, _cancellation);
            Mark(images, placement);
            return images;
        }

        return [.. ReadMoved(file, placement, role, sink).Select(volume => volume.WithoutVoxels())];
    }

    /// <summary>Reads an image and keeps its voxels, on the grid of the reference.</summary>
    /// <inheritdoc cref="Read"/>
    internal IReadOnlyList<Volume> ReadVolumes(string path, GridRole role, IVoxelSink sink)
    {
        if (Repeats.TryGetValue(path, out var repeats) && role == GridRole.Image)
        {
            return [ReadMean(path, repeats, sink)];
        }

        using var file = NiftiFile.Open(path);
        if (IsReference(path))
        {
            return VolumeStreamer.ReadVolumes(file, _hash, sink, _cancellation);
        }

        var placement = Place(path, file.Header, role);
        if (placement.Match is { Order.IsSame: true })
        {
            var volumes = VolumeStreamer.ReadVolumes(file, _hash, sink, _cancellation);
            Mark(volumes, placement);
            return volumes;
        }

        return ReadMoved(file, placement, role, sink);
    }

    /// <summary>Brings a volume into the order of voxels of a reference on the same grid.</summary>
    /// <param name="volume">The volume.</param>
    /// <param name="reference">The reference.</param>
    /// <param name="role">The part of the volume.</param>
    /// <returns>The volume itself if it is in this order.</returns>
    /// <exception cref="ImageException">The grids differ (see <see cref="GridMatch.Find"/>).</exception>
    public static Volume Reorder(Volume volume, ImageFile reference, GridRole role)
    {
        ArgumentNullException.ThrowIfNull(volume);
        ArgumentNullException.ThrowIfNull(reference);
        if (ReferenceEquals(volume, reference))
        {
            return volume;
        }

        var match = GridCheck.Require(reference.Path, reference.Header, volume.Path, volume.Header, role);
        var placement = new Placement(volume.Header, reference.Name, match);
        if (!match.Order.IsSame)
        {
            return volume.Reordered(reference.Header, placement);
        }

        volume.Placement = placement;
        return volume;
    }

    /// <summary>Brings a map of labels onto the grid of a reference, by nearest neighbour if the grids differ.</summary>
    /// <param name="map">The map.</param>
    /// <param name="reference">The reference.</param>
    /// <param name="cancellation">Stops while voxels are resampled.</param>
    /// <returns>The map itself if it is on the grid, with its voxels in the same order.</returns>
    public static Volume Resample(Volume map, ImageFile reference, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(map);
        ArgumentNullException.ThrowIfNull(reference);
        if (GridMatch.Find(reference.Header, map.Header, GridRole.Labels) is not null)
        {
            return Reorder(map, reference, GridRole.Labels);
        }

        var values = Resampler.Resample(map, reference.Grid, GridRole.Labels, Interpolation.Linear, cancellation);
        return map.Resampled(reference.Header, values, new(map.Header, reference.Name, null, "nearest"));
    }

    /// <summary>Computes an upper bound on the memory for moving an image onto a grid, beside the values kept, in bytes.</summary>
    /// <param name="target">Header of the grid.</param>
    /// <param name="image">Header of the image; all its volumes are moved at once.</param>
    /// <param name="interpolation">The interpolation.</param>
    public static long BytesToMove(NiftiHeader target, NiftiHeader image, Interpolation interpolation = Interpolation.Linear)
    {
        ArgumentNullException.ThrowIfNull(target);
        ArgumentNullException.ThrowIfNull(image);
        // As stored, as float32 with a weight for the filter, the coefficients of a spline, and the result.
        var arrays = interpolation == Interpolation.Cubic ? 3L : 2L;
        var (stored, resampled) = ((long)image.VolumeBytes, arrays * sizeof(float) * image.Grid.VoxelCount);
        return GridMatch.Find(target, image, GridRole.Mask) switch
        {
            { Order.IsSame: true } => 0,
            { } => 2 * image.VolumeCount * stored,
            null => image.VolumeCount * (stored + (long)sizeof(float) * target.Grid.VoxelCount) + resampled,
        };
    }

    // The first image is not compared with itself; its header need not be read twice.
    private bool IsReference(string path) => _regrid?.Millimetres is null && _regrid?.Image is null && path == _paths[0];

    private Placement Place(string path, NiftiHeader header, GridRole role)
    {
        var reference = _reference.Value;
        var match = _regrid is null
            ? GridCheck.Require(reference.Path, reference.Header, path, header, role)
            : GridMatch.Find(reference.Header, header, role);
        var interpolation = role == GridRole.Image ? _regrid?.InterpolationName : "nearest";
        return new(header, reference.Name, match, match is null ? interpolation : null);
    }

    private Volume ReadMean(string path, IReadOnlyList<string> repeats, IVoxelSink sink)
    {
        var mean = RunMean.Read([path, .. repeats], _hash, _cancellation);
        if (!IsReference(path))
        {
            var placement = Place(path, mean.Header, GridRole.Image);
            if (placement.Match is not { Order.IsSame: true })
            {
                return Move([mean], placement, GridRole.Image, sink)[0];
            }

            mean.Placement = placement;
        }

        mean.PassTo(sink);
        return mean;
    }

    private Volume[] ReadMoved(NiftiFile file, Placement placement, GridRole role, IVoxelSink sink) =>
        Move(VolumeStreamer.ReadVolumes(file, _hash, NullSink.Instance, _cancellation), placement, role, sink);

    private Volume[] Move(IReadOnlyList<Volume> volumes, Placement placement, GridRole role, IVoxelSink sink)
    {
        var header = _reference.Value.Header;
        var moved = new Volume[volumes.Count];
        for (var i = 0; i < moved.Length; i++)
        {
            moved[i] = placement.IsResampled
                ? volumes[i].Resampled(
                    header, Resampler.Resample(volumes[i], header.Grid, role, _regrid!.Interpolation, _cancellation), placement)
                : volumes[i].Reordered(header, placement);
            moved[i].PassTo(sink);
        }

        return moved;
    }

    private static void Mark(IReadOnlyList<ImageFile> images, Placement placement)
    {
        foreach (var image in images)
        {
            image.Placement = placement;
        }
    }

    private sealed record Reference(string Path, string Name, NiftiHeader Header);
}
