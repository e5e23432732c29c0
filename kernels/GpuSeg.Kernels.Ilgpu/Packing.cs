using GpuSeg.Engine.Passes;

namespace GpuSeg.Kernels.Ilgpu;

/// <summary>How a model becomes what kernels read, float32, one component after the other, and how their sums are read.</summary>
internal interface IPacking<TModel, TSums>
{
    static abstract ModelShape ShapeOf(TModel model);

    static abstract void Pack(TModel model, Span<float> parameters);

    /// <summary>Takes the sums of a sweep over <paramref name="voxels"/> voxels apart, made with these <paramref name="parameters"/>.</summary>
    static abstract void Read(
        ReadOnlySpan<double> from, TModel model, ModelShape shape, ReadOnlySpan<float> parameters, int voxels, TSums sums);
}

/// <summary>
/// The Gaussians of a mixture: offsets and factors for log2 densities, less the largest offset:
/// in float32 a large offset would take digits from every voxel's density, and all in the same direction.
/// </summary>
internal readonly struct GaussianPacking : IPacking<MixtureDensity, Moments>
{
    // Kernels count in powers of two, because 2^x and log2 are what a graphics card computes.
    public const double Ln2 = 0.693147180559945309417;

    /// <summary>sqrt(1 / (2 ln 2)): |factor scale * U (x - m)|^2 is the squared distance in units of log2.</summary>
    public const double FactorScale = 0.84932180028801904272;

    /// <summary>The log-density of a component of weight 0. Two infinite ones would make a difference that is no number.</summary>
    public const float Never = -1e30f;

    public static ModelShape ShapeOf(MixtureDensity model)
    {
        var size = Triangular.Size(model.Dimensions);
        var kind = ComponentKind.Gaussian;
        for (var k = 0; k < model.Components && kind == ComponentKind.Gaussian; k++)
        {
            kind = Whitening.IsNeeded(model.Factors.AsSpan(k * size, size), model.Dimensions)
                ? ComponentKind.WhitenedGaussian
                : ComponentKind.Gaussian;
        }

        return new(new(kind, model.Dimensions), model.Components);
    }

    public static void Pack(MixtureDensity model, Span<float> parameters)
    {
        var (d, size, shift) = (model.Dimensions, Triangular.Size(model.Dimensions), Shift(model));
        for (var k = 0; k < model.Components; k++)
        {
            var packed = parameters[(k * (1 + d + size))..];
            packed[0] = Math.Max(Never, (float)((model.Offsets[k] - shift) / Ln2));
            Rounding.Round(model.Means.AsSpan(k * d, d), 1, packed[1..]);
            Rounding.Round(model.Factors.AsSpan(k * size, size), FactorScale, packed[(1 + d)..]);
        }
    }

    /// <summary>What <see cref="Pack"/> took from every offset, to be added to every voxel's log-density.</summary>
    public static double Shift(MixtureDensity density) => density.Offsets.Max();

    public static void Read(
        ReadOnlySpan<double> from, MixtureDensity model, ModelShape shape, ReadOnlySpan<float> parameters, int voxels, Moments sums)
    {
        var (d, size, own) = (model.Dimensions, Triangular.Size(model.Dimensions), shape.Component.Sums);
        for (var k = 0; k < model.Components; k++)
        {
            var of = from.Slice(k * own, own);
            sums.Weight[k] = of[0];
            of.Slice(1, d).CopyTo(sums.First.AsSpan(k * d));
            of[(1 + d)..].CopyTo(sums.Second.AsSpan(k * size));
            var packed = parameters.Slice(k * shape.Component.Parameters, shape.Component.Parameters);
            for (var j = 0; j < d; j++)
            {
                sums.Centres[(k * d) + j] = packed[1 + j];
            }

            if (shape.Component.Kind == ComponentKind.WhitenedGaussian)
            {
                Whitening.Undo(sums, k, [.. packed[(1 + d)..].ToArray().Select(value => (double)value)]);
            }
        }

        sums.LogLikelihood = (from[shape.Sums - 1] * Ln2) + (voxels * Shift(model));
    }
}

/// <summary>The coordinates of centres.</summary>
internal readonly struct CentrePacking : IPacking<Centres, Assignment>
{
    public static ModelShape ShapeOf(Centres model) => new(new(ComponentKind.Cluster, model.Dimensions), model.Clusters);

    public static void Pack(Centres model, Span<float> parameters) => Rounding.Round(model.Values, 1, parameters);

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

/// <summary>Doubles as kernels take them.</summary>
internal static class Rounding
{
    public static void Round(ReadOnlySpan<double> values, double scale, Span<float> rounded)
    {
        for (var i = 0; i < values.Length; i++)
        {
            rounded[i] = (float)(values[i] * scale);
        }
    }
}
