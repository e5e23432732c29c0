using System.Runtime.Intrinsics;
using GpuSeg.Engine.Passes;
using GpuSeg.Kernels.Cpu.BlockKernels;
using GpuSeg.Kernels.Cpu.Chunks;
using GpuSeg.Kernels.Cpu.Simd;
using GpuSeg.Kernels.Shared;

namespace GpuSeg.Kernels.Cpu.Passes;

/// <summary>An expectation step: per block and mixture, log-densities, responsibilities and sums while the block is in cache.</summary>
internal sealed unsafe class ExpectPass<TSimd>(VoxelPlanes voxels, WorkerPool pool, WorkerMemory[] workers)
    : SumPass<MixtureDensity, BlockMixture>(voxels, pool, workers, PackedMixture.Size(voxels.Dimensions))
    where TSimd : unmanaged, ISimd<TSimd>
{
    private Membership _membership;
    private byte* _labels;

    protected override bool NeedsShares => true;

    /// <summary>Computes the moments of several mixtures.</summary>
    public void Run(IReadOnlyList<MixtureDensity> densities, Membership membership, IReadOnlyList<Moments> moments)
    {
        _membership = membership;
        _labels = null;
        var sums = Sum(densities);
        for (var m = 0; m < Count; m++)
        {
            Report(this[m], sums, moments[m]);
            sums = sums[Size(m)..];
        }
    }

    /// <summary>Writes labels instead of moments and returns the log-likelihood.</summary>
    public double Run(MixtureDensity density, byte* labels)
    {
        _membership = Membership.Soft;
        _labels = labels;
        // The sums come first: they set the model.
        var sums = Sum([density]);
        return LogLikelihood(this[0], sums[^1]);
    }

    protected override void Begin(WorkerMemory own)
    {
        for (var m = 0; m < Count; m++)
        {
            new Span<float>(Products(own, m), Chunking.Lanes).Fill(1);
            new Span<float>(Products(own, m) + Chunking.Lanes, Chunking.Lanes).Clear();
        }
    }

    protected override void AddBlock(int model, int start, int count, WorkerMemory own, Vector256<double>* sums)
    {
        var (mixture, length) = (this[model], Chunking.RoundUp(count));
        var weights = Voxels.Weights(start);
        mixture.Densities<TSimd>(Voxels, start, count, own);
        if (_labels != null)
        {
            MembershipKernel.FindLargest<TSimd>(mixture.Components, own.Shares, length, own.Best, own.Index);
            MembershipKernel.StoreLabels(own.Index, count, _labels + start);
        }

        var logLikelihood = sums + (mixture.Components * ComponentSize);
        if (_membership == Membership.Soft)
        {
            Soften(mixture.Components, weights, length, own, Products(own, model), logLikelihood);
        }
        else
        {
            Harden(mixture.Components, weights, length, own, logLikelihood);
        }

        if (_labels == null)
        {
            AddMoments(mixture, start, count, own, sums);
        }
    }

    protected override void End(WorkerMemory own, Vector256<double>* sums)
    {
        for (var m = 0; m < Count; m++)
        {
            sums += Size(m);
            sums[-1] += Vector256.CreateScalar(LogOfProducts(Products(own, m)));
        }
    }

    private static float* Products(WorkerMemory own, int model) => own.Products + (model * 2 * Chunking.Lanes);

    private void AddMoments(BlockMixture mixture, int start, int count, WorkerMemory own, Vector256<double>* sums)
    {
        var (d, length) = (Voxels.Dimensions, Chunking.RoundUp(count));
        for (var k = 0; k < mixture.Components; k++, sums += ComponentSize)
        {
            var shares = own.Shares + (k * Chunking.Block);
            Chunking.Pad(shares, count, 0);
            if (mixture.IsWhitened(k))
            {
                WhiteningKernel.Run<TSimd>(d, Voxels[start], Voxels.Stride, mixture.Means(k), length, own.Whitened);
                MomentKernel.Run<TSimd>(d, own.Whitened, Chunking.Block, own.Zeros, shares, length, own.Lanes, sums);
            }
            else
            {
                MomentKernel.Run<TSimd>(d, Voxels[start], Voxels.Stride, mixture.Means(k), shares, length, own.Lanes, sums);
            }
        }
    }

    private static void Soften(
        int components, float* weights, int length, WorkerMemory own, float* products, Vector256<double>* logLikelihood)
    {
        if (weights == null)
        {
            MembershipKernel.Soften<TSimd>(components, own.Shares, length, own.Lanes, products, products + Chunking.Lanes);
        }
        else
        {
            MembershipKernel.Soften<TSimd>(components, own.Shares, weights, length, own.Lanes);
        }

        LaneSums.AddTo(logLikelihood, own.Lanes, 1);
    }

    private static void Harden(int components, float* weights, int length, WorkerMemory own, Vector256<double>* logLikelihood)
    {
        MembershipKernel.FindLargest<TSimd>(components, own.Shares, length, own.Best, own.Index);
        MembershipKernel.Harden<TSimd>(components, own.Index, weights, length, own.Shares);
        LaneSums.AddTotal<TSimd>(own.Best, weights, length, own.Lanes, logLikelihood);
    }

    // A product in double may hold 15 lanes below 2^65.
    private static double LogOfProducts(float* products)
    {
        var (lower, upper) = (1d, 1d);
        for (var lane = 0; lane < Chunking.Lanes / 2; lane++)
        {
            lower *= products[lane];
            upper *= products[lane + (Chunking.Lanes / 2)];
        }

        return LaneSums.Sum(products + Chunking.Lanes) + Math.Log2(lower) + Math.Log2(upper);
    }

    private void Report(BlockMixture mixture, ReadOnlySpan<double> sums, Moments moments)
    {
        for (var k = 0; k < mixture.Components; k++)
        {
            PackedMixture.Read(moments, k, sums, new(mixture.Packed(k), ComponentSize), mixture.IsWhitened(k));
            sums = sums[ComponentSize..];
        }

        moments.LogLikelihood = LogLikelihood(mixture, sums[0]);
    }

    private double LogLikelihood(BlockMixture mixture, double sum) =>
        (sum * PackedMixture.Ln2) + (Voxels.TotalWeight * mixture.LargestOffset);
}
