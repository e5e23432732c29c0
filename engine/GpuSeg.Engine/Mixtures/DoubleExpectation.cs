using GpuSeg.Engine.Passes;
using GpuSeg.Engine.Voxels;

namespace GpuSeg.Engine.Mixtures;

/// <summary>
/// An expectation step in double on the host, for components so flat that the float32 arithmetic of backends would lose their short axes.
/// </summary>
/// <remarks>
/// A float32 sum of products about a mean is known to 6e-8 of the long axis. A component with the variance inflation factor v, which is
/// C_ii (C^-1)_ii, has a short axis of 1 / v of it, so that 6e-8 v of this axis is rounding. Backends sum components of more than 100 in
/// whitened coordinates, whose own rounding, 6e-8 sqrt(v) of a standard deviation, is 6e-4 at 1e8.
/// </remarks>
internal static class DoubleExpectation
{
    /// <summary>The variance inflation factor up to which whitened float32 coordinates keep three digits.</summary>
    private const double LargestOfWhitened = 1e8;

    /// <summary>The factor up to which sums without whitening keep two digits of the short axis.</summary>
    private const double LargestOfPlain = 1e5;

    /// <summary>Returns whether float32 coordinates of a component of <paramref name="density"/> have too few digits.</summary>
    public static bool IsNeeded(MixtureDensity density) => Inflations(density).Any(inflation => inflation > LargestOfWhitened);

    /// <summary>Finds the components whose images nearly follow from one another.</summary>
    public static IReadOnlyList<int> Flat(MixtureDensity density)
    {
        var (flat, k) = (new List<int>(), 0);
        foreach (var inflation in Inflations(density))
        {
            if (inflation > LargestOfPlain)
            {
                flat.Add(k);
            }

            k++;
        }

        return flat;
    }

    /// <summary>Returns whether a component that an expectation step found may owe its short axis to rounding.</summary>
    /// <param name="before">The density of the step.</param>
    /// <param name="after">The density of the parameters that its sums gave.</param>
    public static bool IsRounding(MixtureDensity before, MixtureDensity after) =>
        Flat(after).Count > 0 && Flat(before).Count == 0;

    /// <summary>Computes the moments of <see cref="IVoxelPasses.Expect"/> for one mixture, in double from the stored values.</summary>
    /// <param name="voxels">The voxels.</param>
    /// <param name="density">The mixture.</param>
    /// <param name="membership">Whether a voxel belongs to its components by share or to one of them alone.</param>
    /// <param name="moments">Receives the sums.</param>
    public static void Run(VoxelSet voxels, MixtureDensity density, Membership membership, Moments moments)
    {
        var blocks = new VoxelBlocks(voxels.Count);
        var parts = new Moments[blocks.Chunks];
        blocks.ForEachChunk((chunk, range) => parts[chunk] = OfChunk(voxels, density, membership, range));
        Array.Clear(moments.Weight);
        Array.Clear(moments.First);
        Array.Clear(moments.Second);
        density.Means.CopyTo(moments.Centres, 0);
        moments.LogLikelihood = 0;
        // In the order of the chunks: the same bits for any number of threads.
        foreach (var part in parts)
        {
            Add(part.Weight, moments.Weight);
            Add(part.First, moments.First);
            Add(part.Second, moments.Second);
            moments.LogLikelihood += part.LogLikelihood;
        }
    }

    // Independent features have 1, and a single feature always has it.
    private static IEnumerable<double> Inflations(MixtureDensity density)
    {
        var size = Triangular.Size(density.Dimensions);
        for (var k = 0; k < density.Components && density.Dimensions > 1; k++)
        {
            yield return Triangular.Inflation(density.Factors.AsSpan(k * size, size), density.Dimensions);
        }
    }

    private static Moments OfChunk(VoxelSet voxels, MixtureDensity density, Membership membership, Range range)
    {
        var sums = new Moments(density.Components, density.Dimensions);
        var (voxel, shares) = (new double[density.Dimensions], new double[density.Components]);
        double[] origins = [.. Enumerable.Range(0, voxel.Length).Select(j => voxels.Frame.OriginIn(voxels.Features, j))];
        var (first, count) = range.GetOffsetAndLength(voxels.Count);
        for (var i = first; i < first + count; i++)
        {
            for (var j = 0; j < voxel.Length; j++)
            {
                voxel[j] = (voxels.Features.Column(j)[i] - origins[j]) / voxels.Frame.Unit;
            }

            sums.LogLikelihood += Share(density, voxel, membership, shares);
            Add(sums, density, voxel, shares);
        }

        return sums;
    }

    // Writes the responsibilities of a voxel and returns its log-density, or that of its best component.
    private static double Share(MixtureDensity density, double[] voxel, Membership membership, double[] shares)
    {
        var (d, size, best) = (density.Dimensions, Triangular.Size(density.Dimensions), 0);
        for (var k = 0; k < shares.Length; k++)
        {
            var norm = 0d;
            for (var row = 0; row < d; row++)
            {
                var y = 0d;
                for (var j = 0; j <= row; j++)
                {
                    y += density.Factors[(k * size) + Triangular.Index(row, j)] * (voxel[j] - density.Means[(k * d) + j]);
                }

                norm += y * y;
            }

            shares[k] = density.Offsets[k] - (norm / 2);
            best = shares[k] > shares[best] ? k : best;
        }

        var largest = shares[best];
        if (membership == Membership.Hard)
        {
            Array.Clear(shares);
            shares[best] = 1;
            return largest;
        }

        var sum = 0d;
        for (var k = 0; k < shares.Length; k++)
        {
            shares[k] = Math.Exp(shares[k] - largest);
            sum += shares[k];
        }

        for (var k = 0; k < shares.Length; k++)
        {
            shares[k] /= sum;
        }

        return largest + Math.Log(sum);
    }

    private static void Add(Moments sums, MixtureDensity density, double[] voxel, double[] shares)
    {
        var (d, size) = (density.Dimensions, Triangular.Size(density.Dimensions));
        for (var k = 0; k < shares.Length; k++)
        {
            sums.Weight[k] += shares[k];
            for (var i = 0; i < d && shares[k] > 0; i++)
            {
                var weighted = shares[k] * (voxel[i] - density.Means[(k * d) + i]);
                sums.First[(k * d) + i] += weighted;
                for (var j = 0; j <= i; j++)
                {
                    sums.Second[(k * size) + Triangular.Index(i, j)] += weighted * (voxel[j] - density.Means[(k * d) + j]);
                }
            }
        }
    }

    private static void Add(double[] values, double[] sums)
    {
        for (var i = 0; i < values.Length; i++)
        {
            sums[i] += values[i];
        }
    }
}
