using GpuSeg.Engine;

namespace GpuSeg.Imaging.Segmentation;

/// <summary>The images of one brain, read and masked: what a segmentation starts from.</summary>
public sealed class MaskedImages
{
    private readonly Volume[] _inputs;

    private MaskedImages(Volume[] images, Volume? maskFile, VoxelMask mask)
    {
        (Images, MaskFile, Mask) = (images, maskFile, mask);
        _inputs = [.. images, .. maskFile is null ? [] : new[] { maskFile }];
    }

    /// <summary>One volume each, with names that tell them apart.</summary>
    public IReadOnlyList<Volume> Images { get; }

    /// <summary>The mask file, or null where a rule chose the voxels.</summary>
    public Volume? MaskFile { get; }

    /// <summary>The voxels that take part.</summary>
    public VoxelMask Mask { get; }

    /// <summary>Reads and masks images.</summary>
    /// <param name="paths">NIfTI files on one grid.</param>
    /// <param name="maskFile">The file whose non-zero voxels take part, or null for the rule.</param>
    /// <param name="rule">Which voxels take part where no mask file is given.</param>
    /// <param name="clock">Told the end of the phase read.</param>
    /// <param name="cancellation">Stops after reading.</param>
    /// <param name="names">What the images are called, as many as there are, or null for their file names.</param>
    /// <exception cref="ImageException">The images cannot be used; the message says why.</exception>
    public static MaskedImages Read(
        IReadOnlyList<string> paths, string? maskFile, MaskRule rule, PhaseClock clock, CancellationToken cancellation,
        IReadOnlyList<string>? names = null)
    {
        ArgumentNullException.ThrowIfNull(clock);
        var images = Named(NiftiReader.ReadAll(paths), names);
        var mask = maskFile is null ? null : ReadMask(maskFile);
        Array.ForEach(images, image => image.StartHash());
        mask?.StartHash();
        clock.End("read");
        cancellation.ThrowIfCancellationRequested();
        return new(images, mask, mask is null ? VoxelMask.FromRule(images, rule) : VoxelMask.FromFile(images, mask));
    }

    /// <summary>The intensities of the mask's voxels, one column per image.</summary>
    public FeatureMatrix Gather() => new([.. Images.Select(image => image.Name)], Mask.Gather(Images));

    /// <summary>Lets go of the volumes' voxels: features and the backend's copy of them need the room.</summary>
    internal void Release()
    {
        Task[] releases = Array.ConvertAll(_inputs, input => input.Release());
        var bytes = _inputs.Sum(input => input.StoredBytes);
        if (LargeMemory.IsWorthCollecting(bytes))
        {
            Task.WaitAll(releases);
            LargeMemory.Collect(bytes);
        }
    }

    private static Volume ReadMask(string path)
    {
        var volumes = NiftiReader.Read(path);
        return volumes.Count == 1
            ? volumes[0]
            : throw new ImageException($"The mask {path} holds {volumes.Count} volumes; a mask is a single 3-D image: extract the volume you mean.");
    }

    // A second t1 becomes t1_2.
    private static Volume[] Named(IReadOnlyList<Volume> images, IReadOnlyList<string>? names)
    {
        var taken = new HashSet<string>();
        return names is null || names.Count == images.Count
            ? [.. images.Select((image, i) => image.Renamed(UniqueNames.Free(names?[i] ?? image.Name, taken)))]
            : throw new ArgumentException($"There are {names.Count} names for {images.Count} images.", nameof(names));
    }
}
