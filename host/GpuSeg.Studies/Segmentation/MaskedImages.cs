using GpuSeg.Engine.Voxels;
using GpuSeg.Images;
using GpuSeg.Images.Masking;
using GpuSeg.Images.Nifti;

namespace GpuSeg.Studies.Segmentation;

/// <summary>The images of one brain, read and masked: what a segmentation starts from.</summary>
public sealed class MaskedImages
{
    private readonly Lazy<FeatureMatrix> _features;

    private MaskedImages(Volume[] images, Volume? maskFile, VoxelMask mask, SegmentationMemory memory, Func<float[][]> columns)
    {
        (Images, MaskFile, Mask, Memory) = (images, maskFile, mask, memory);
        _features = new(() => new([.. images.Select(image => image.Name)], columns(), mask.Count));
    }

    /// <summary>One volume each, with names that tell them apart; without voxels where they were read through.</summary>
    public IReadOnlyList<Volume> Images { get; }

    /// <summary>The mask file, or null where a rule chose the voxels.</summary>
    public Volume? MaskFile { get; }

    /// <summary>All that was read: the images and, where there is one, the mask file.</summary>
    public IEnumerable<Volume> Inputs => MaskFile is null ? Images : Images.Append(MaskFile);

    /// <summary>The voxels that take part.</summary>
    public VoxelMask Mask { get; }

    /// <summary>The intensities of the mask's voxels, one column per image.</summary>
    public FeatureMatrix Features => _features.Value;

    /// <summary>Room for what comes of these images.</summary>
    internal SegmentationMemory Memory { get; }

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
        var mask = maskFile is null ? null : OneVolume(maskFile, NiftiReader.Read(maskFile));
        Array.ForEach(images, image => image.StartHash());
        mask?.StartHash();
        clock.End("read");
        cancellation.ThrowIfCancellationRequested();
        var kept = mask is null ? VoxelMask.FromRule(images, rule) : VoxelMask.FromFile(images, mask);
        return new(images, mask, kept, new(), () => kept.Gather(images));
    }

    /// <summary>Reads and masks images without keeping their voxels: they are tested and hashed piece by piece, and only values that pass are kept.</summary>
    /// <param name="request">Images, names and mask.</param>
    /// <param name="memory">Where the values go, until the next images are read into it.</param>
    /// <param name="threads">Most images at a time, -1 for one per processor.</param>
    /// <param name="clock">Told the end of the phase read.</param>
    /// <param name="cancellation">Stops at the next piece.</param>
    /// <exception cref="ImageException">The images cannot be used; the message says why.</exception>
    internal static MaskedImages ReadThrough(SegmentationRequest request, SegmentationMemory memory, int threads, PhaseClock clock, CancellationToken cancellation)
    {
        memory.Begin(request.Images.Count);
        var maskBits = memory.MaskFile;
        var mask = request.MaskFile is null ? null : OneVolume(request.MaskFile, memory.Passages[0].Read(request.MaskFile, request.Hash, volume => volume == 0 ? maskBits : memory.Column(), cancellation));
        var columns = new List<MaskedColumn>[request.Images.Count];
        var images = Named(NiftiReader.ReadAll(columns.Length, threads, i =>
        {
            columns[i] = [];
            return memory.Passages[i].Read(request.Images[i], request.Hash, _ => Column(columns[i]), cancellation);
        }, cancellation), request.Names);
        clock.End("read");
        MaskedColumn[] all = [.. columns.SelectMany(c => c)];
        var bits = Array.ConvertAll(all, column => column.Bits);
        var words = memory.Words(bits.Length == 0 ? 0 : bits[0].Words);
        var kept = mask is null ? VoxelMask.FromBits(images, bits, request.MaskRule, words) : VoxelMask.FromBits(images, bits, mask, maskBits.Bits.Kept, words);
        Parallel.For(0, all.Length, new ParallelOptions { MaxDegreeOfParallelism = threads }, i => all[i].Narrow(kept.Words));
        return new(images, mask, kept, memory, () => Array.ConvertAll(all, column => column.Values));

        MaskedColumn Column(List<MaskedColumn> ofFile)
        {
            ofFile.Add(mask is null ? memory.Column().For(request.MaskRule.Test(), null) : memory.Column().For(VoxelTest.Finite, maskBits.Bits));
            return ofFile[^1];
        }
    }

    private static Volume OneVolume(string path, IReadOnlyList<Volume> volumes) => volumes.Count == 1
        ? volumes[0]
        : throw new ImageException($"The mask {path} holds {volumes.Count} volumes; a mask is a single 3-D image: extract the volume you mean.");

    // A second t1 becomes t1_2.
    private static Volume[] Named(IReadOnlyList<Volume> images, IReadOnlyList<string>? names)
    {
        var taken = new HashSet<string>();
        return names is null || names.Count == images.Count
            ? [.. images.Select((image, i) => image.Renamed(UniqueNames.Free(names?[i] ?? image.Name, taken)))]
            : throw new ArgumentException($"There are {names.Count} names for {images.Count} images.", nameof(names));
    }
}
