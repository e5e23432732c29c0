using GpuSeg.Engine.Voxels;
using GpuSeg.Images;
using GpuSeg.Images.Masking;
using GpuSeg.Images.Nifti;
using GpuSeg.Images.Views;

namespace GpuSeg.Figures.Model;

/// <summary>The images of one brain for figures, all on one grid, and its mask.</summary>
public sealed class Brain
{
    private readonly Func<int, float[]> _load;
    private readonly Lazy<float[]>[] _volumes;
    private readonly Lazy<Extent> _extent;

    private Brain(Grid grid, VoxelMask mask, FeatureMatrix features, Func<int, float[]> volume)
    {
        (Grid, Mask, Features, _load) = (grid, mask, features, volume);
        _extent = new(() => Extent.Around(grid, mask.ScatterLabels(new byte[mask.Count])));
        _volumes = [.. Enumerable.Range(0, features.Dimensions).Select(i => new Lazy<float[]>(() => volume(i)))];
    }

    /// <summary>Grid of the images.</summary>
    public Grid Grid { get; }

    /// <summary>Voxels of the brain.</summary>
    public VoxelMask Mask { get; }

    /// <summary>Values of the voxels in the mask, a column per image, under the images' names.</summary>
    public FeatureMatrix Features { get; }

    /// <summary>Number of images.</summary>
    public int Images => Features.Dimensions;

    /// <summary>Creates a brain from whole images, the voxels around the mask included.</summary>
    /// <param name="images">Images on one grid.</param>
    /// <param name="mask">Voxels of the brain.</param>
    public static Brain FromImages(IReadOnlyList<Volume> images, VoxelMask mask)
    {
        ArgumentNullException.ThrowIfNull(images);
        ArgumentNullException.ThrowIfNull(mask);
        var features = new FeatureMatrix([.. images.Select(image => image.Name)], mask.Gather(images));
        return new(images[0].Grid, mask, features, i => Values(images[i]));
    }

    /// <summary>Creates a brain from the voxels of its mask alone, as after a segmentation; pictures are black around them.</summary>
    /// <param name="grid">Grid of the images.</param>
    /// <param name="mask">Voxels of the brain.</param>
    /// <param name="features">Values of the voxels in the mask.</param>
    public static Brain FromFeatures(Grid grid, VoxelMask mask, FeatureMatrix features)
    {
        ArgumentNullException.ThrowIfNull(grid);
        ArgumentNullException.ThrowIfNull(mask);
        ArgumentNullException.ThrowIfNull(features);
        ArgumentOutOfRangeException.ThrowIfNotEqual(features.Count, mask.Count);
        var shown = features.WithoutOrigins();
        return new(grid, mask, shown, i => Scattered(mask, shown.Column(i)));
    }

    /// <summary>Returns the name of an image.</summary>
    public string Name(int image) => Features.Names[image];

    /// <summary>Returns all voxels of an image in file order, NaN if unknown; they stay in memory.</summary>
    public ReadOnlySpan<float> Volume(int image) => _volumes[image].Value;

    /// <summary>Returns the same as <see cref="Volume"/> without keeping it for the next call.</summary>
    internal ReadOnlySpan<float> VolumeOnce(int image) => _volumes[image].IsValueCreated ? _volumes[image].Value : _load(image);

    /// <summary>Returns file indices of <paramref name="count"/> slices, spread evenly over the mask, for <see cref="Slices"/>.</summary>
    public IReadOnlyList<int> Spread(Plane plane, int count)
    {
        var view = Crop(plane);
        return [.. view.Through.Spread(count).Select(view.Whole.FileIndex).Order()];
    }

    /// <summary>Returns the slices of a plane, cropped to the mask.</summary>
    internal CroppedView Crop(Plane plane) => new(Grid, plane, _extent.Value);

    private static float[] Values(Volume image)
    {
        var values = new float[image.VoxelCount];
        image.CopyTo(values);
        return values;
    }

    private static float[] Scattered(VoxelMask mask, ReadOnlySpan<float> values)
    {
        var volume = new float[mask.VoxelCount];
        Array.Fill(volume, float.NaN);
        for (var i = 0; i < values.Length; i++)
        {
            volume[mask.Positions[i]] = values[i];
        }

        return volume;
    }
}
