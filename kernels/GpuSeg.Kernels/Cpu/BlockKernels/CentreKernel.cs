using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using GpuSeg.Kernels.Cpu.Chunks;
using GpuSeg.Kernels.Cpu.Simd;

namespace GpuSeg.Kernels.Cpu.BlockKernels;

/// <summary>
/// KMeans over a block: the nearest centre of every voxel, then counts and sums of every cluster; few clusters take one sweep.
/// </summary>
/// <remarks>
/// A centre is its number, then its D coordinates, each in 16 equal lanes: spreading a float over a vector costs more than
/// reading it spread. Sums run over the same voxels in the same order in any sweep, so the bits do not depend on it.
/// </remarks>
internal static unsafe class CentreKernel
{
    /// <summary>Largest number of clusters that <see cref="AddNearest"/> takes.</summary>
    public const int MostFused = 4;

    /// <summary>Returns the number of sums, K x D, that the registers hold beside the distances.</summary>
    public static int MostFusedSums<TSimd>()
        where TSimd : unmanaged, ISimd<TSimd> => TSimd.HasManyRegisters ? 16 : 8;

    /// <summary>Returns the number of floats of a centre.</summary>
    public static int Size(int dimensions) => (1 + dimensions) * Chunking.Lanes;

    /// <summary>
    /// Finds the squared distance to the nearest of K centres, sum (x - c)^2 term by term, and its number, the first on a tie.
    /// </summary>
    public static void FindNearest<TSimd>(
        int d, float* x, nint stride, float* centres, int clusters, nint length, float* distances, float* index)
        where TSimd : unmanaged, ISimd<TSimd>
    {
        if (d <= FeatureKernel.MostFeatures)
        {
            FeatureKernel.Run<TSimd, Nearest<TSimd>>(d, new(x, stride, centres, clusters, length, distances, index));
        }
        else
        {
            FindNearestOfMany<TSimd>(d, x, stride, centres, clusters, length, distances, index);
        }
    }

    /// <summary>
    /// Adds the voxels of every cluster to <paramref name="sums"/>, in the order count, x (D), by their <paramref name="index"/>.
    /// </summary>
    public static void AddClusters<TSimd>(
        int d, float* x, nint stride, int clusters, float* index, nint length, float* lanes, Vector256<double>* sums)
        where TSimd : unmanaged, ISimd<TSimd>
    {
        for (var k = 0; k < clusters; k += 2, sums += 2 * (1 + d))
        {
            if (k + 1 < clusters)
            {
                AddClusters<TSimd, Two>(d, x, stride, k, index, length, lanes, sums);
            }
            else
            {
                AddClusters<TSimd, One>(d, x, stride, k, index, length, lanes, sums);
            }
        }
    }

    /// <summary>Assigns and adds in one sweep, for 2 to <see cref="MostFused"/> clusters of up to <see cref="FeatureKernel.MostFeatures"/>
    /// features; the last sum is the inertia.</summary>
    public static void AddNearest<TSimd>(
        int d, float* x, nint stride, float* centres, int clusters, nint length, float* lanes, Vector256<double>* sums)
        where TSimd : unmanaged, ISimd<TSimd>
    {
        switch (clusters)
        {
            case 2:
                FeatureKernel.Run<TSimd, Fused<TSimd, Two>>(d, new(x, stride, centres, length, lanes, sums));
                break;
            case 3:
                FeatureKernel.Run<TSimd, Fused<TSimd, Three>>(d, new(x, stride, centres, length, lanes, sums));
                break;
            default:
                FeatureKernel.Run<TSimd, Fused<TSimd, Four>>(d, new(x, stride, centres, length, lanes, sums));
                break;
        }

        for (var k = 0; k < clusters; k++, sums += 1 + d)
        {
            LaneSums.AddTo(sums + 1, lanes + ((1 + (k * d)) * Chunking.Lanes), d);
        }

        LaneSums.AddTo(sums, lanes, 1);
    }

    // One or two clusters from k on.
    private static void AddClusters<TSimd, TClusters>(
        int d, float* x, nint stride, int k, float* index, nint length, float* lanes, Vector256<double>* sums)
        where TSimd : unmanaged, ISimd<TSimd>
        where TClusters : IDimensions
    {
        for (var j = 0; j < d; j += FeatureKernel.MostFeatures)
        {
            var features = Math.Min(FeatureKernel.MostFeatures, d - j);
            FeatureKernel.Run<TSimd, Sums<TSimd, TClusters>>(features, new(x + (j * stride), stride, k, index, length, lanes));
            for (var cluster = 0; cluster < TClusters.Count; cluster++)
            {
                LaneSums.AddTo(
                    sums + (cluster * (1 + d)) + 1 + j, lanes + ((TClusters.Count + (cluster * features)) * Chunking.Lanes), features);
            }
        }

        for (var cluster = 0; cluster < TClusters.Count; cluster++)
        {
            LaneSums.AddTo(sums + (cluster * (1 + d)), lanes + (cluster * Chunking.Lanes), 1);
        }
    }

    // Four vectors of voxels at once, because a distance is one chain of multiply-adds, each waiting for the one before.
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void FindNearestOfMany<TSimd>(
        int d, float* x, nint stride, float* centres, int clusters, nint length, float* distances, float* index)
        where TSimd : unmanaged, ISimd<TSimd>
    {
        nint w = TSimd.Width;
        for (nint i = 0; i < length; i += 4 * w)
        {
            var n0 = TSimd.Broadcast(float.PositiveInfinity);
            TSimd n1 = n0, n2 = n0, n3 = n0;
            TSimd k0 = default, k1 = default, k2 = default, k3 = default;
            var c = centres;
            for (var k = 0; k < clusters; k++)
            {
                TSimd d0 = default, d1 = default, d2 = default, d3 = default;
                var number = TSimd.Load(c);
                c += Chunking.Lanes;
                var feature = x + i;
                for (var j = 0; j < d; j++, c += Chunking.Lanes, feature += stride)
                {
                    var centre = TSimd.Load(c);
                    d0 = AddSquare(TSimd.Load(feature) - centre, d0);
                    d1 = AddSquare(TSimd.Load(feature + w) - centre, d1);
                    d2 = AddSquare(TSimd.Load(feature + (2 * w)) - centre, d2);
                    d3 = AddSquare(TSimd.Load(feature + (3 * w)) - centre, d3);
                }

                k0 = TSimd.IfGreater(n0, d0, number, k0);
                k1 = TSimd.IfGreater(n1, d1, number, k1);
                k2 = TSimd.IfGreater(n2, d2, number, k2);
                k3 = TSimd.IfGreater(n3, d3, number, k3);
                n0 = TSimd.Min(n0, d0);
                n1 = TSimd.Min(n1, d1);
                n2 = TSimd.Min(n2, d2);
                n3 = TSimd.Min(n3, d3);
            }

            TSimd.Store(n0, distances + i);
            TSimd.Store(n1, distances + i + w);
            TSimd.Store(n2, distances + i + (2 * w));
            TSimd.Store(n3, distances + i + (3 * w));
            TSimd.Store(k0, index + i);
            TSimd.Store(k1, index + i + w);
            TSimd.Store(k2, index + i + (2 * w));
            TSimd.Store(k3, index + i + (3 * w));
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static TSimd AddSquare<TSimd>(TSimd difference, TSimd sum)
        where TSimd : unmanaged, ISimd<TSimd> => TSimd.MultiplyAdd(difference, difference, sum);

    private readonly struct Nearest<TSimd>(float* x, nint stride, float* centres, int clusters, nint length, float* distances, float* index)
        : IFeatureKernel<TSimd>
        where TSimd : unmanaged, ISimd<TSimd>
    {
        [MethodImpl(MethodImplOptions.AggressiveOptimization)]
        public void Run<TFeatures>()
            where TFeatures : struct, IFeatureVectors<TFeatures, TSimd>
        {
            var size = Size(TFeatures.Count);
            var end = centres + (clusters * size);
            nint w = TSimd.Width;

            // Two vectors of voxels for every centre that is read.
            for (nint i = 0; i < length; i += 2 * w)
            {
                var (a, b) = (TFeatures.Load(x + i, stride), TFeatures.Load(x + i + w, stride));
                var (nearestA, nearestB) = TFeatures.SquaredDistances(a, b, centres + Chunking.Lanes);
                TSimd firstA = default, firstB = default;
                for (var c = centres + size; c < end; c += size)
                {
                    var k = TSimd.Load(c);
                    var (distanceA, distanceB) = TFeatures.SquaredDistances(a, b, c + Chunking.Lanes);
                    firstA = TSimd.IfGreater(nearestA, distanceA, k, firstA);
                    firstB = TSimd.IfGreater(nearestB, distanceB, k, firstB);
                    nearestA = TSimd.Min(nearestA, distanceA);
                    nearestB = TSimd.Min(nearestB, distanceB);
                }

                TSimd.Store(nearestA, distances + i);
                TSimd.Store(nearestB, distances + i + w);
                TSimd.Store(firstA, index + i);
                TSimd.Store(firstB, index + i + w);
            }
        }
    }

    // One or two clusters for every vector of voxels that is read: lanes of their counts, then of the sums of one and of the other.
    private readonly struct Sums<TSimd, TClusters>(float* x, nint stride, float k, float* index, nint length, float* lanes)
        : IFeatureKernel<TSimd>
        where TSimd : unmanaged, ISimd<TSimd>
        where TClusters : IDimensions
    {
        [MethodImpl(MethodImplOptions.AggressiveOptimization)]
        public void Run<TFeatures>()
            where TFeatures : struct, IFeatureVectors<TFeatures, TSimd>
        {
            var (first, second, one) = (TSimd.Broadcast(k), TSimd.Broadcast(k + 1), TSimd.Broadcast(1f));
            for (nint lane = 0; lane < Chunking.Lanes; lane += TSimd.Width)
            {
                TSimd countA = default, countB = default;
                TFeatures a = default, b = default;
                for (var i = lane; i < length; i += Chunking.Lanes)
                {
                    // Products for one cluster, selected additions for the other: they keep different units of the CPU busy.
                    var voxel = TFeatures.Load(x + i, stride);
                    var number = TSimd.Load(index + i);
                    var member = TSimd.IfEqual(number, first, one);
                    countA += member;
                    a = a.AddProduct(member, voxel);
                    if (TClusters.Count > 1)
                    {
                        countB = TSimd.AddIfEqual(number, second, countB, one);
                        b = b.AddIfEqual(number, second, voxel);
                    }
                }

                TSimd.Store(countA, lanes + lane);
                a.Store(lanes + (TClusters.Count * Chunking.Lanes) + lane);
                if (TClusters.Count > 1)
                {
                    TSimd.Store(countB, lanes + Chunking.Lanes + lane);
                    b.Store(lanes + ((2 + TFeatures.Count) * Chunking.Lanes) + lane);
                }
            }
        }
    }

    // Lanes of the inertia, then of the sums of cluster after cluster; counts are whole, so they are added to sums at once.
    private readonly struct Fused<TSimd, TClusters>(
        float* x, nint stride, float* centres, nint length, float* lanes, Vector256<double>* sums)
        : IFeatureKernel<TSimd>
        where TSimd : unmanaged, ISimd<TSimd>
        where TClusters : IDimensions
    {
        [MethodImpl(MethodImplOptions.AggressiveOptimization)]
        public void Run<TFeatures>()
            where TFeatures : struct, IFeatureVectors<TFeatures, TSimd>
        {
            var clusters = TClusters.Count;
            var size = Size(TFeatures.Count);
            var c = centres + Chunking.Lanes;
            var one = TSimd.Broadcast(1f);
            long countB = 0, countC = 0, countD = 0;
            for (nint lane = 0; lane < Chunking.Lanes; lane += TSimd.Width)
            {
                TSimd inertia = default;
                TFeatures a = default, b = default, third = default, fourth = default;
                for (var i = lane; i < length; i += Chunking.Lanes)
                {
                    // Squared distance to the nearest of the first 1, 2, ... centres.
                    var voxel = TFeatures.Load(x + i, stride);
                    var to1 = voxel.SquaredDistance(c);
                    var to2 = TSimd.Min(to1, voxel.SquaredDistance(c + size));
                    var to3 = clusters > 2 ? TSimd.Min(to2, voxel.SquaredDistance(c + (2 * size))) : to2;
                    var to4 = clusters > 3 ? TSimd.Min(to3, voxel.SquaredDistance(c + (3 * size))) : to3;
                    inertia += to4;

                    // A cluster has the voxel if its centre made the distance smaller and no later centre did.
                    a = a.AddProduct(TSimd.IfEqual(to1, to4, one), voxel);
                    var last = clusters > 2 ? TSimd.IfGreater(to2, to4, to1, to2) : to2;
                    b = b.AddIfGreater(to1, last, voxel);
                    countB += TSimd.CountGreater(to1, last);
                    if (clusters > 2)
                    {
                        last = clusters > 3 ? TSimd.IfGreater(to3, to4, to2, to3) : to3;
                        third = third.AddIfGreater(to2, last, voxel);
                        countC += TSimd.CountGreater(to2, last);
                    }

                    if (clusters > 3)
                    {
                        fourth = fourth.AddIfGreater(to3, to4, voxel);
                        countD += TSimd.CountGreater(to3, to4);
                    }
                }

                var sum = lanes + lane;
                TSimd.Store(inertia, sum);
                a.Store(sum + Chunking.Lanes);
                b.Store(sum + ((1 + TFeatures.Count) * Chunking.Lanes));
                if (clusters > 2)
                {
                    third.Store(sum + ((1 + (2 * TFeatures.Count)) * Chunking.Lanes));
                }

                if (clusters > 3)
                {
                    fourth.Store(sum + ((1 + (3 * TFeatures.Count)) * Chunking.Lanes));
                }
            }

            sums[0] += Vector256.CreateScalar((double)(length - countB - countC - countD));
            sums[1 + TFeatures.Count] += Vector256.CreateScalar((double)countB);
            if (clusters > 2)
            {
                sums[2 * (1 + TFeatures.Count)] += Vector256.CreateScalar((double)countC);
            }

            if (clusters > 3)
            {
                sums[3 * (1 + TFeatures.Count)] += Vector256.CreateScalar((double)countD);
            }
        }
    }
}
