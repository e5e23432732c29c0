using GpuSeg.Engine;
using GpuSeg.Engine.Passes;

namespace GpuSeg.Kernels.Ilgpu;

/// <summary>A mixture or a set of centres as kernels read it.</summary>
/// <param name="Shape">What its components are.</param>
/// <param name="Components">K.</param>
/// <param name="Parameters">One component after the other, float32.</param>
internal sealed record PackedModel(ComponentShape Shape, int Components, float[] Parameters)
{
    // Kernels count in powers of two, because 2^x and log2 are what a graphics card computes.
    public const double Ln2 = 0.693147180559945309417;

    // The log-density of a component of weight 0. Two infinite ones would make a difference that is no number.
    private const float Never = -1e30f;

    /// <summary>Sums that a sweep brings back: those of every component, and the total of the scores.</summary>
    public int SumCount => (Components * Shape.Sums) + 1;

    /// <summary>
    /// Offsets and factors of <paramref name="density"/> for log2 densities, less the largest offset:
    /// in float32 a large offset would take digits from every voxel's density, and all in the same direction.
    /// </summary>
    public static PackedModel Of(MixtureDensity density)
    {
        var shape = new ComponentShape(Kind(density), density.Dimensions);
        var (d, size, shift, scale) = (density.Dimensions, Triangular.Size(density.Dimensions), Shift(density), Math.Sqrt(0.5 / Ln2));
        var parameters = new float[density.Components * shape.Parameters];
        for (var k = 0; k < density.Components; k++)
        {
            var packed = parameters.AsSpan(k * shape.Parameters, shape.Parameters);
            packed[0] = Math.Max(Never, (float)((density.Offsets[k] - shift) / Ln2));
            Round(density.Means.AsSpan(k * d, d), 1, packed[1..]);
            Round(density.Factors.AsSpan(k * size, size), scale, packed[(1 + d)..]);
        }

        return new(shape, density.Components, parameters);
    }

    /// <summary>The coordinates of <paramref name="centres"/>.</summary>
    public static PackedModel Of(Centres centres)
    {
        var parameters = new float[centres.Values.Length];
        Round(centres.Values, 1, parameters);
        return new(new(ComponentKind.Cluster, centres.Dimensions), centres.Clusters, parameters);
    }

    /// <summary>What <see cref="Of(MixtureDensity)"/> took from every offset, to be added to every voxel's log-density.</summary>
    public static double Shift(MixtureDensity density) => density.Offsets.Max();

    /// <summary>Takes the sums of a sweep over <paramref name="voxels"/> voxels apart.</summary>
    public void Read(ReadOnlySpan<double> sums, MixtureDensity density, int voxels, Moments moments)
    {
        var (d, size) = (Shape.Dimensions, Triangular.Size(Shape.Dimensions));
        for (var k = 0; k < Components; k++)
        {
            var own = sums.Slice(k * Shape.Sums, Shape.Sums);
            moments.Weight[k] = own[0];
            own.Slice(1, d).CopyTo(moments.First.AsSpan(k * d));
            own[(1 + d)..].CopyTo(moments.Second.AsSpan(k * size));
            for (var j = 0; j < d; j++)
            {
                moments.Centres[(k * d) + j] = Parameters[(k * Shape.Parameters) + 1 + j];
            }

            if (Shape.Kind == ComponentKind.WhitenedGaussian)
            {
                Whitening.Undo(moments, k, [.. Parameters.AsSpan((k * Shape.Parameters) + 1 + d, size).ToArray().Select(value => (double)value)]);
            }
        }

        moments.LogLikelihood = (sums[^1] * Ln2) + (voxels * Shift(density));
    }

    /// <summary>Takes the sums of a sweep apart.</summary>
    public void Read(ReadOnlySpan<double> sums, Assignment assignment)
    {
        for (var k = 0; k < Components; k++)
        {
            var own = sums.Slice(k * Shape.Sums, Shape.Sums);
            assignment.Counts[k] = own[0];
            own[1..].CopyTo(assignment.Sums.AsSpan(k * Shape.Dimensions));
        }

        assignment.Inertia = -sums[^1];
    }

    private static ComponentKind Kind(MixtureDensity density)
    {
        var size = Triangular.Size(density.Dimensions);
        var whiten = Enumerable.Range(0, density.Components)
            .Any(k => Whitening.IsNeeded(density.Factors.AsSpan(k * size, size), density.Dimensions));
        return whiten ? ComponentKind.WhitenedGaussian : ComponentKind.Gaussian;
    }

    private static void Round(ReadOnlySpan<double> values, double scale, Span<float> rounded)
    {
        for (var i = 0; i < values.Length; i++)
        {
            rounded[i] = (float)(values[i] * scale);
        }
    }
}
