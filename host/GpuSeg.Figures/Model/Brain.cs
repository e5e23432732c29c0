using GpuSeg.Engine.Voxels;
using GpuSeg.Images;
using GpuSeg.Images.Masking;
using GpuSeg.Images.Views;

namespace GpuSeg.Figures.Model;

/// <summary>The images of one brain that figures are drawn of, all on one grid, and the voxels that take part.</summary>
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

    /// <summary>Where the voxels lie.</summary>
    public Grid Grid { get; }

    /// <summary>The voxels that take part.</summary>
    public VoxelMask Mask { get; }

    /// <summary>Their values, a column per image, under the images' names.</summary>
    public FeatureMatrix Features { get; }

    /// <summary>Number of images.</summary>
    public int Images => Features.Dimensions;

    /// <summary>A brain as its files hold it, with what lies around the mask.</summary>
    /// <param name="images">Images on one grid.</param>
    /// <param name="mask">The voxels that take part.</param>
    public static Brain FromImages(IReadOnlyList<Volume> images, VoxelMask mask)
    {
        ArgumentNullException.ThrowIfNull(images);
        ArgumentNullException.ThrowIfNull(mask);
        var features = new FeatureMatrix([.. images.Select(image => image.Name)], mask.Gather(images));
        return new(images[0].Grid, mask, features, i => Values(images[i]));
    }

    /// <summary>A brain of which only the voxels that take part are known, as after a segmentation; around them pictures are black.</summary>
    /// <param name="grid">Where the voxels lie.</param>
    /// <param name="mask">The voxels that take part.</param>
    /// <param name="features">Their values.</param>
    public static Brain FromFeatures(Grid grid, VoxelMask mask, FeatureMatrix features)
    {
        ArgumentNullException.ThrowIfNull(grid);
        ArgumentNullException.ThrowIfNull(mask);
        ArgumentNullException.ThrowIfNull(features);
        ArgumentOutOfRangeException.ThrowIfNotEqual(features.Count, mask.Count);
        return new(grid, mask, features, i => Scattered(mask, features.Column(i)));
    }

    /// <summary>Name of an image.</summary>
    public string Name(int image) => Features.Names[image];

    /// <summary>All voxels of an image in file order; NaN where nothing is known.</summary>
    public ReadOnlySpan<float> Volume(int image) => _volumes[image].Value;

    /// <summary>As <see cref="Volume"/>, but not kept for the next who asks.</summary>
    internal ReadOnlySpan<float> VolumeOnce(int image) => _volumes[image].IsValueCreated ? _volumes[image].Value : _load(image);

    /// <summary>File indices of so many slices, evenly spread over the voxels that take part, as <see cref="Slices"/> takes them.</summary>
    public IReadOnlyList<int> Spread(Plane plane, int count)
    {
        var view = Crop(plane);
        return [.. view.Through.Spread(count).Select(view.Whole.FileIndex).Order()];
    }

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
