using GpuSeg.Engine.Fitting;
using GpuSeg.Engine.Spatial;
using GpuSeg.Engine.Voxels;

namespace GpuSeg.Studies.Segmentation;

/// <summary>The smooth multiplicative field of each image, in the images' own units.</summary>
/// <param name="bias">The field.</param>
/// <param name="features">The voxels, as they were clustered.</param>
/// <param name="scaler">The scaling of the intensities, or null.</param>
public sealed class ImageField(EstimatedBias bias, FeatureMatrix features, StandardScaler? scaler)
{
    /// <summary>Largest total degree of the polynomials.</summary>
    public int Order => bias.Order;

    /// <summary>Smallest and largest value of every image's field over the mask; shape (D).</summary>
    public IReadOnlyList<(double Least, double Most)> Ranges => bias.Ranges;

    /// <summary>Gets the field of a clustering; null if it has none.</summary>
    internal static ImageField? Of(IClustering clustering, StandardScaler? scaler) =>
        clustering is ISpatialClustering { Bias: { } found } ? new(found, clustering.Voxels.Features, scaler) : null;

    /// <summary>Writes the field of an image at every voxel of the mask; shape (N).</summary>
    public void Multipliers(int image, Span<float> multipliers) => bias.Multipliers(image, multipliers);

    /// <summary>Writes the image divided by its field at every voxel of the mask; shape (N).</summary>
    public void Restore(int image, Span<float> restored)
    {
        bias.Restore(features, image, restored);
        for (var i = 0; scaler is not null && i < restored.Length; i++)
        {
            restored[i] = (float)(scaler.Mean[image] + (restored[i] * scaler.Scale[image]));
        }
    }
}
