using System.Runtime.Intrinsics;
using GpuSeg.Engine.Passes;

namespace GpuSeg.Kernels.Cpu;

/// <summary>One expectation step: per block and mixture, log-densities, responsibilities and sums while the block is in cache.</summary>
internal sealed unsafe class ExpectPass<TSimd>(VoxelPlanes voxels, WorkerPool pool, Scratch[] scratch) : IChunkWork, IDisposable
    where TSimd : unmanaged, ISimd<TSimd>
{
    private readonly List<MixtureParameters> _mixtures = [];
    private readonly ChunkSums _sums = new();
    private readonly int _componentSize = 1 + voxels.Dimensions + Triangular.Size(voxels.Dimensions);
    private Membership _membership;
    private int _count;
    private byte* _labels;

    public void Run(IReadOnlyList<MixtureDensity> densities, Membership membership, IReadOnlyList<Moments> moments)
    {
        var sums = Sum(densities, membership, labels: null);
        for (var m = 0; m < _count; m++)
        {
            Report(_mixtures[m], sums, moments[m]);
            sums = sums[Size(_mixtures[m])..];
        }
    }

    /// <summary>Labels in the place of moments; returns the log-likelihood.</summary>
    public double Run(MixtureDensity density, byte* labels)
    {
        var sums = Sum([density], Membership.Soft, labels);
        return LogLikelihood(_mixtures[0], sums[^1]);
    }

    public void Run(int chunk, int worker)
    {
        var (start, end) = voxels.Partition.Chunk(chunk);
        var sums = _sums.Start(chunk);
        var own = scratch[worker];
        var lanes = 2 * Partition.Lanes;
        for (var m = 0; m < _count; m++)
        {
            new Span<float>(own.Products + (m * lanes), Partition.Lanes).Fill(1);
            new Span<float>(own.Products + (m * lanes) + Partition.Lanes, Partition.Lanes).Clear();
        }

        for (; start < end; start += Partition.Block)
        {
            var next = sums;
            for (var m = 0; m < _count; m++)
            {
                AddBlock(_mixtures[m], start, Math.Min(Partition.Block, end - start), own, own.Products + (m * lanes), next);
                next += Size(_mixtures[m]);
            }
        }

        for (var m = 0; m < _count; m++)
        {
            sums += Size(_mixtures[m]);
            sums[-1] += Vector256.CreateScalar(LogOfProducts(own.Products + (m * lanes)));
        }
    }

    public void Dispose()
    {
        _mixtures.ForEach(mixture => mixture.Dispose());
        _sums.Dispose();
    }

    private ReadOnlySpan<double> Sum(IReadOnlyList<MixtureDensity> densities, Membership membership, byte* labels)
    {
        (_membership, _count) = (membership, densities.Count);
        _labels = labels;
        Prepare(densities);
        pool.Run(voxels.Partition.Chunks, this);
        return _sums.Add(voxels.Partition.Chunks);
    }

    private int Size(MixtureParameters mixture) => (mixture.Components * _componentSize) + 1;

    private void Prepare(IReadOnlyList<MixtureDensity> densities)
    {
        var (size, components) = (0, 0);
        for (var m = 0; m < densities.Count; m++)
        {
            voxels.Check(densities[m].Dimensions);
            if (m == _mixtures.Count)
            {
                _mixtures.Add(new(densities[m]));
            }
            else
            {
                _mixtures[m].Set(densities[m]);
            }

            size += Size(_mixtures[m]);
            components = Math.Max(components, _mixtures[m].Components);
        }

        _sums.Require(voxels.Partition.Chunks, size);
        foreach (var own in scratch)
        {
            own.Require(voxels.Dimensions, components, densities.Count);
        }
    }

    private void AddBlock(MixtureParameters mixture, int start, int count, Scratch own, float* products, Vector256<double>* sums)
    {
        var length = Partition.RoundUp(count);
        var weights = voxels.Weights(start);
        mixture.Densities<TSimd>(voxels, start, count, own);
        if (_labels != null)
        {
            MembershipKernel.FindLargest<TSimd>(mixture.Components, own.Shares, length, own.Best, own.Index);
            MembershipKernel.StoreLabels(own.Index, count, _labels + start);
        }

        var logLikelihood = sums + (mixture.Components * _componentSize);
        if (_membership == Membership.Soft)
        {
            Soften(mixture.Components, weights, length, own, products, logLikelihood);
        }
        else
        {
            Harden(mixture.Components, weights, length, own, logLikelihood);
        }

        for (var k = 0; k < mixture.Components && _labels == null; k++, sums += _componentSize)
        {
            var shares = own.Shares + (k * Partition.Block);
            Partition.Pad(shares, count, 0);
            if (mixture.IsWhitened(k))
            {
                WhiteningKernel.Run<TSimd>(voxels.Dimensions, voxels[start], voxels.Stride, mixture.Means(k), length, own.Whitened);
                MomentKernel.Run<TSimd>(voxels.Dimensions, own.Whitened, Partition.Block, own.Zeros, shares, length, own.Lanes, sums);
            }
            else
            {
                MomentKernel.Run<TSimd>(
                    voxels.Dimensions, voxels[start], voxels.Stride, mixture.Means(k), shares, length, own.Lanes, sums);
            }
        }
    }

    private static void Soften(int components, float* weights, int length, Scratch own, float* products, Vector256<double>* logLikelihood)
    {
        if (weights == null)
        {
            MembershipKernel.Soften<TSimd>(components, own.Shares, length, own.Lanes, products, products + Partition.Lanes);
        }
        else
        {
            MembershipKernel.Soften<TSimd>(components, own.Shares, weights, length, own.Lanes);
        }

        LaneSums.AddTo(logLikelihood, own.Lanes, 1);
    }

    private static void Harden(int components, float* weights, int length, Scratch own, Vector256<double>* logLikelihood)
    {
        MembershipKernel.FindLargest<TSimd>(components, own.Shares, length, own.Best, own.Index);
        MembershipKernel.Harden<TSimd>(components, own.Index, weights, length, own.Shares);
        LaneSums.AddTotal<TSimd>(own.Best, weights, length, own.Lanes, logLikelihood);
    }

    // One product in double may hold 15 lanes below 2^65.
    private static double LogOfProducts(float* products)
    {
        var (lower, upper) = (1d, 1d);
        for (var lane = 0; lane < Partition.Lanes / 2; lane++)
        {
            lower *= products[lane];
            upper *= products[lane + (Partition.Lanes / 2)];
        }

        return LaneSums.Sum(products + Partition.Lanes) + Math.Log2(lower) + Math.Log2(upper);
    }

    private void Report(MixtureParameters mixture, ReadOnlySpan<double> sums, Moments moments)
    {
        var (d, triangle) = (voxels.Dimensions, Triangular.Size(voxels.Dimensions));
        for (var k = 0; k < mixture.Components; k++)
        {
            moments.Weight[k] = sums[0];
            sums.Slice(1, d).CopyTo(moments.First.AsSpan(k * d));
            sums.Slice(1 + d, triangle).CopyTo(moments.Second.AsSpan(k * triangle));
            sums = sums[_componentSize..];
            for (var j = 0; j < d; j++)
            {
                moments.Centres[(k * d) + j] = mixture.Means(k)[j];
            }

            if (mixture.IsWhitened(k))
            {
                Whitening.Undo(moments, k, mixture.Factor(k));
            }
        }

        moments.LogLikelihood = LogLikelihood(mixture, sums[0]);
    }

    private double LogLikelihood(MixtureParameters mixture, double sum) => (sum * Math.Log(2)) + (voxels.TotalWeight * mixture.LargestOffset);
}
