using GpuSeg.Engine.Passes;

namespace GpuSeg.Kernels.Shared;

/// <summary>Sums of y = U (x - c) instead of x - c, for components so flat that float32 would lose their short axis.</summary>
/// <remarks>
/// A float32 product r d_i d_i is off by 6e-8 of itself. Along an axis whose variance is 1 / v of the features' own that is 6e-8 v of it:
/// with v = 1e7 nothing is left, and the covariance is not positive definite. In whitened coordinates every axis has variance 1.
/// They cost a triangular product per voxel and component, which the well-shaped components of real images are spared.
/// </remarks>
internal static class Whitening
{
    /// <summary>
    /// The largest variance inflation factor that is summed without whitening: the loss stays below 1e-5 of the short axis.
    /// </summary>
    public const double LargestInflation = 100;

    /// <summary>
    /// Returns whether a variance inflation factor, C_ii (C^-1)_ii with C^-1 = U'U, is above <see cref="LargestInflation"/>.
    /// </summary>
    public static bool IsNeeded(ReadOnlySpan<double> factor, int dimensions) =>
        Triangular.Inflation(factor, dimensions) > LargestInflation;

    /// <summary>Turns sums of y and y y' of component <paramref name="component"/> into sums of d and d d', d = U^-1 y.</summary>
    /// <param name="moments">The moments whose First and Second hold the sums of y.</param>
    /// <param name="component">The component.</param>
    /// <param name="factor">U, exactly as the kernel read it.</param>
    public static void Undo(Moments moments, int component, ReadOnlySpan<double> factor)
    {
        var (d, size) = (moments.Dimensions, Triangular.Size(moments.Dimensions));
        var lower = Triangular.Inverse(factor, d);
        var first = moments.First.AsSpan(component * d, d);
        var second = moments.Second.AsSpan(component * size, size);
        var (sums, products) = (first.ToArray(), second.ToArray());
        for (var i = 0; i < d; i++)
        {
            first[i] = 0;
            for (var a = 0; a <= i; a++)
            {
                first[i] += lower[Triangular.Index(i, a)] * sums[a];
            }

            for (var j = 0; j <= i; j++)
            {
                second[Triangular.Index(i, j)] = Congruent(lower, products, i, j);
            }
        }
    }

    // (L S L')_ij
    private static double Congruent(double[] lower, double[] symmetric, int i, int j)
    {
        var sum = 0d;
        for (var a = 0; a <= i; a++)
        {
            for (var b = 0; b <= j; b++)
            {
                var entry = symmetric[Triangular.Index(Math.Max(a, b), Math.Min(a, b))];
                sum += lower[Triangular.Index(i, a)] * entry * lower[Triangular.Index(j, b)];
            }
        }

        return sum;
    }
}
