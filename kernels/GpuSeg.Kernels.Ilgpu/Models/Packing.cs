using GpuSeg.Engine.Passes;
using GpuSeg.Kernels.Shared;

namespace GpuSeg.Kernels.Ilgpu.Models;

/// <summary>The float32 form of a model that kernels read, one component after the other, and the reading of their sums.</summary>
internal interface IPacking<TModel, TSums>
{
    /// <summary>Returns the shape of <paramref name="model"/>.</summary>
    static abstract ModelShape ShapeOf(TModel model);

    /// <summary>Writes <paramref name="model"/> to <paramref name="parameters"/>.</summary>
    static abstract void Pack(TModel model, Span<float> parameters);

    /// <summary>Reads the sums of a sweep over <paramref name="voxels"/> voxels with these <paramref name="parameters"/>.</summary>
    static abstract void Read(
        ReadOnlySpan<double> from, TModel model, ModelShape shape, ReadOnlySpan<float> parameters, int voxels, TSums sums);
}

/// <summary>The Gaussians of a mixture, see <see cref="PackedMixture"/>.</summary>
internal readonly struct GaussianPacking : IPacking<MixtureDensity, Moments>
{
    /// <summary>The log-density of a component of weight 0. Two infinite ones would make a difference that is not a number.</summary>
    public const float Never = -1e30f;

    public static ModelShape ShapeOf(MixtureDensity model)
    {
        var kind = ComponentKind.Gaussian;
        for (var k = 0; k < model.Components && kind == ComponentKind.Gaussian; k++)
        {
            kind = PackedMixture.NeedsWhitening(model, k) ? ComponentKind.WhitenedGaussian : ComponentKind.Gaussian;
        }

        return new(new(kind, model.Dimensions), model.Components);
    }

    public static void Pack(MixtureDensity model, Span<float> parameters)
    {
        PackedMixture.Pack(model, parameters);
        for (var at = 0; at < parameters.Length; at += PackedMixture.Size(model.Dimensions))
        {
            parameters[at] = Math.Max(Never, parameters[at]);
        }
    }

    public static void Read(
        ReadOnlySpan<double> from, MixtureDensity model, ModelShape shape, ReadOnlySpan<float> parameters, int voxels, Moments sums)
    {
        var (size, isWhitened) = (PackedMixture.Size(model.Dimensions), shape.Component.Kind == ComponentKind.WhitenedGaussian);
        for (var k = 0; k < model.Components; k++)
        {
            PackedMixture.Read(sums, k, from.Slice(k * size, size), parameters.Slice(k * size, size), isWhitened);
        }

        sums.LogLikelihood = (from[shape.Sums - 1] * PackedMixture.Ln2) + (voxels * PackedMixture.LargestOffset(model));
    }
}

/// <summary>The centres of KMeans, by their coordinates.</summary>
internal readonly struct CentrePacking : IPacking<Centres, Assignment>
{
    public static ModelShape ShapeOf(Centres model) => new(new(ComponentKind.Cluster, model.Dimensions), model.Clusters);

    public static void Pack(Centres model, Span<float> parameters) => PackedMixture.Round(model.Values, 1, parameters);

    public static void Read(
        ReadOnlySpan<double> from, Centres model, ModelShape shape, ReadOnlySpan<float> parameters, int voxels, Assignment sums)
    {
        var (d, own) = (model.Dimensions, shape.Component.Sums);
        for (var k = 0; k < model.Clusters; k++)
        {
            sums.Counts[k] = from[k * own];
            from.Slice((k * own) + 1, d).CopyTo(sums.Sums.AsSpan(k * d));
        }

        sums.Inertia = -from[shape.Sums - 1];
    }
}
