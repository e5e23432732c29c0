using GpuSeg.Kernels.Ilgpu.Registers;
using ILGPU;
using ILGPU.Algorithms;
using ILGPU.Runtime;

namespace GpuSeg.Kernels.Ilgpu.DeviceKernels;

/// <summary>Launches <see cref="FieldKernels{TVoxels, TVector, TComponent}.Sweep"/>.</summary>
internal delegate void FieldSweep<TVoxels>(
    AcceleratorStream stream,
    KernelConfig grid,
    TVoxels voxels,
    int count,
    FieldBox box,
    FieldMixture mixture,
    ArrayView<float> before,
    ArrayView<float> after);

/// <summary>Launches <see cref="FieldKernels{TVoxels, TVector, TComponent}.Score"/>.</summary>
internal delegate void FieldScore<TVoxels>(
    AcceleratorStream stream,
    KernelConfig grid,
    TVoxels voxels,
    int count,
    FieldBox box,
    FieldMixture mixture,
    ArrayView<float> shares,
    ArrayView<float> scores);

/// <summary>A mixture whose means a field multiplies, in an accelerator's memory.</summary>
internal struct FieldMixture
{
    /// <summary>The components, see <see cref="Shared.PackedMixture"/>.</summary>
    public ArrayView<float> Parameters;

    /// <summary>Distances of the means from intensity 0; shape (K, D).</summary>
    public ArrayView<float> Levers;

    /// <summary>log2 w_k; shape (K).</summary>
    public ArrayView<float> LogWeights;

    /// <summary>The field h of every voxel, feature by feature; shape (D, N), not read without a field.</summary>
    public ArrayView<float> Field;

    /// <summary>Number of components, K.</summary>
    public int Components;

    /// <summary>1 with a field, else 0.</summary>
    public int HasField;
}

/// <summary>Sweeps in which neighbours and a field count, for any number of components.</summary>
internal static class FieldKernels<TVoxels, TVector, TComponent>
    where TVoxels : struct, IVoxelStore
    where TVector : unmanaged, IVector<TVector>
    where TComponent : unmanaged, IComponent<TComponent, TVector>
{
    /// <summary>Divides every voxel among the components, from the shares of its neighbours <paramref name="before"/>.</summary>
    public static void Sweep(
        TVoxels voxels, int count, FieldBox box, FieldMixture mixture, ArrayView<float> before, ArrayView<float> after)
    {
        for (var i = ItemSink.Row; i < count; i += ItemSink.RowCount)
        {
            var x = TVector.Voxel(voxels, i, count);
            var h = Field(mixture, i, count);
            long at = box.Positions[i];
            var (best, sum) = (float.NegativeInfinity, 0f);
            for (var k = 0; k < mixture.Components; k++)
            {
                var place = at + (k * box.Stride);
                var score = ScoreOf(mixture, k, x, h) + FieldBox.Sum(box, before, place);
                after[place] = score;
                var smaller = XMath.Exp2(-XMath.Abs(score - best));
                sum = score > best ? (sum * smaller) + 1f : sum + smaller;
                best = XMath.Max(score, best);
            }

            for (var k = 0; k < mixture.Components; k++)
            {
                var place = at + (k * box.Stride);
                after[place] = XMath.Exp2(after[place] - best) / sum;
            }
        }
    }

    /// <summary>Computes the log2 likelihood of every voxel given its neighbours, less the largest offset.</summary>
    public static void Score(
        TVoxels voxels, int count, FieldBox box, FieldMixture mixture, ArrayView<float> shares, ArrayView<float> scores)
    {
        for (var i = ItemSink.Row; i < count; i += ItemSink.RowCount)
        {
            var x = TVector.Voxel(voxels, i, count);
            var h = Field(mixture, i, count);
            long at = box.Positions[i];
            var (best, sum) = (float.NegativeInfinity, 0f);
            var (bestPrior, sumPrior) = (float.NegativeInfinity, 0f);
            for (var k = 0; k < mixture.Components; k++)
            {
                var neighbours = FieldBox.Sum(box, shares, at + (k * box.Stride));
                var score = ScoreOf(mixture, k, x, h) + neighbours;
                var smaller = XMath.Exp2(-XMath.Abs(score - best));
                sum = score > best ? (sum * smaller) + 1f : sum + smaller;
                best = XMath.Max(score, best);
                var prior = mixture.LogWeights[k] + neighbours;
                smaller = XMath.Exp2(-XMath.Abs(prior - bestPrior));
                sumPrior = prior > bestPrior ? (sumPrior * smaller) + 1f : sumPrior + smaller;
                bestPrior = XMath.Max(prior, bestPrior);
            }

            scores[i] = best - bestPrior + XMath.Log2(sum / sumPrior);
        }
    }

    private static TVector Field(FieldMixture mixture, long voxel, int count) =>
        mixture.HasField != 0 ? TVector.Load(mixture.Field, voxel, count) : default;

    private static float ScoreOf(FieldMixture mixture, int component, TVector x, TVector h)
    {
        var lever = TVector.Load(mixture.Levers, (long)component * TVector.Length, 1);
        return TComponent.Score(
            mixture.Parameters, (long)component * TComponent.Parameters, TVector.Subtract(x, TVector.Product(h, lever)));
    }
}
