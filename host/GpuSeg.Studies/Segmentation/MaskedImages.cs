using GpuSeg.Engine.Voxels;
using GpuSeg.Images;
using GpuSeg.Images.Masking;
using GpuSeg.Images.Nifti;
using GpuSeg.Studies.Models;

namespace GpuSeg.Studies.Segmentation;

/// <summary>The images of one brain, read and masked: the input of a segmentation. Voxels outside the mask are not in memory.</summary>
public class MaskedImages
{
    private readonly Lazy<(FeatureMatrix Features, FeatureMatrix Fitted, Winsorizer? Winsorizer)> _features;
    private readonly Lazy<IReadOnlyList<string>> _rounding;
    private readonly MaskedValues _values;
    private float[][]? _kept;

    private protected MaskedImages(
        IReadOnlyList<ImageFile> images,
        (ImageFile? Mask, ImageFile? Excluded) masks,
        MaskedValues values,
        SegmentationMemory memory,
        Winsorizing? winsorizing)
    {
        (Images, MaskFile, ExcludedFile, Mask, Memory) = (images, masks.Mask, masks.Excluded, values.Mask, memory);
        _values = values;
        _features = new(() => Limited(
            Matrix(values.Columns.Values, Mask.Count),
            IsFittedWhole ? null : Matrix(Mask.Fitted(values.Columns.Values), Mask.FitCount),
            winsorizing));
        _rounding = new(() => values.Columns.Warnings);

        FeatureMatrix Matrix(IReadOnlyList<float[]> columns, int count) =>
            new([.. images.Select(image => image.Name)], columns, count, values.Columns.Origins);
    }

    /// <summary>The images, one per volume, with names that are unique.</summary>
    public IReadOnlyList<ImageFile> Images { get; }

    /// <summary>The mask file, or null if a rule selected the voxels.</summary>
    public ImageFile? MaskFile { get; }

    /// <summary>The file of the voxels that are left out of the fit, or null.</summary>
    public ImageFile? ExcludedFile { get; }

    /// <summary>All inputs: the images and, if there are any, the mask file and the file of excluded voxels.</summary>
    public IEnumerable<ImageFile> Inputs => [.. Images, .. new[] { MaskFile, ExcludedFile }.OfType<ImageFile>()];

    /// <summary>The voxels that are labelled.</summary>
    public VoxelMask Mask { get; }

    /// <summary>Warnings of the images themselves, such as headers and grids, a sentence each.</summary>
    public IReadOnlyList<string> ImageWarnings => [.. HeaderChecks.Warnings(Inputs)];

    /// <summary>The intensities of the mask's voxels, one column per image, within the limits if there are any.</summary>
    public FeatureMatrix Features => _features.Value.Features;

    /// <summary>
    /// The intensities of the voxels that are fitted: <see cref="Features"/> unless excluded voxels are labelled, which are not among them.
    /// </summary>
    public FeatureMatrix FitFeatures => _features.Value.Fitted;

    /// <summary>Whether all voxels that are labelled are fitted.</summary>
    public bool IsFittedWhole => Mask.FitCount == Mask.Count;

    /// <summary>The limits of the intensities, or null if they are those of the files.</summary>
    public Winsorizer? Winsorizer => _features.Value.Winsorizer;

    /// <summary>A sentence for each image whose values float32 cannot hold.</summary>
    internal IReadOnlyList<string> Rounding => _rounding.Value;

    /// <summary>Creates the places of the mask's voxels, which neighbours and a bias field need.</summary>
    internal VoxelLattice Lattice()
    {
        var grid = Images[0].Grid;
        return new(
            [grid.Shape.X, grid.Shape.Y, grid.Shape.Z], [grid.Spacing.X, grid.Spacing.Y, grid.Spacing.Z], Mask.Words);
    }

    /// <summary>Copies the intensities of the files, before limits and a scaling change those of <see cref="Features"/>.</summary>
    internal void Keep() =>
        _kept ??= [.. _values.Columns.Values.Select(column => column.AsSpan(0, Mask.Count).ToArray())];

    /// <summary>Returns the intensities that <see cref="Keep"/> copied, one run per image, and forgets them.</summary>
    internal float[][] TakeKept()
    {
        var kept = _kept ?? throw new InvalidOperationException("The intensities were not kept.");
        _kept = null;
        return kept;
    }

    /// <summary>Memory for the results of these images.</summary>
    internal SegmentationMemory Memory { get; }

    /// <summary>Reads and masks images piece by piece: only values of voxels that pass the mask are kept.</summary>
    /// <param name="selection">The files and their mask.</param>
    /// <param name="memory">Receives the values, which are valid until the next images are read into it.</param>
    /// <param name="threads">Most files at a time, -1 for one per CPU.</param>
    /// <param name="clock">Receives the end of the phase read.</param>
    /// <param name="cancellation">Stops at the next piece of a file.</param>
    /// <param name="winsorizing">The limits of the intensities, or null.</param>
    /// <exception cref="ImageException">The images cannot be used; the message says why.</exception>
    public static MaskedImages Read(
        ImageSelection selection,
        SegmentationMemory memory,
        int threads,
        PhaseClock clock,
        CancellationToken cancellation,
        Winsorizing? winsorizing = null)
    {
        ArgumentNullException.ThrowIfNull(memory);
        ArgumentNullException.ThrowIfNull(clock);
        var tested = memory.Reader.Read(selection, threads, cancellation);
        clock.End("read");
        return new(tested.Images, (tested.MaskFile, tested.ExcludedFile), tested.Mask(), memory, winsorizing);
    }

    private static (FeatureMatrix Features, FeatureMatrix Fitted, Winsorizer? Winsorizer) Limited(
        FeatureMatrix features, FeatureMatrix? fitted, Winsorizing? winsorizing)
    {
        if (winsorizing is null)
        {
            return (features, fitted ?? features, null);
        }

        var winsorizer = winsorizing.Limits ?? Winsorizer.Fit(fitted ?? features, winsorizing.Percent);
        var limited = winsorizer.TransformInPlace(features);
        return (limited, fitted is null ? limited : winsorizer.TransformInPlace(fitted), winsorizer);
    }
}

/// <summary>Masked images whose volumes stay in memory, as figures and reports need them.</summary>
public sealed class MaskedVolumes : MaskedImages
{
    private MaskedVolumes(TestedImages<Volume> tested, Winsorizing? winsorizing)
        : base(tested.Images, (tested.MaskFile, tested.ExcludedFile), tested.Mask(), new(), winsorizing)
    {
        Volumes = tested.Images;
        InputVolumes = [.. Volumes, .. new[] { tested.MaskFile, tested.ExcludedFile }.OfType<Volume>()];
    }

    /// <summary>The images with their voxels.</summary>
    public IReadOnlyList<Volume> Volumes { get; }

    /// <summary>All inputs with their voxels, see <see cref="MaskedImages.Inputs"/>.</summary>
    public IReadOnlyList<Volume> InputVolumes { get; }

    /// <summary>Reads and masks images and keeps their voxels.</summary>
    /// <param name="selection">The files and their mask.</param>
    /// <param name="clock">Receives the end of the phase read.</param>
    /// <param name="cancellation">Stops at the next piece of a file.</param>
    /// <param name="winsorizing">The limits of the intensities, or null.</param>
    /// <exception cref="ImageException">The images cannot be used; the message says why.</exception>
    public static MaskedVolumes Read(
        ImageSelection selection, PhaseClock clock, CancellationToken cancellation, Winsorizing? winsorizing = null)
    {
        ArgumentNullException.ThrowIfNull(clock);
        var tested = MaskedReader.ReadVolumes(selection, threads: -1, cancellation);
        clock.End("read");
        return new(tested, winsorizing);
    }
}
