using System.Runtime.CompilerServices;

namespace GpuSeg.Kernels.Cpu;

/// <summary>KMeans over a block: the nearest centre of every voxel, then counts and sums of every cluster.</summary>
/// <remarks>Every centre stands as its number, then its D coordinates: a number from memory costs the busy units nothing.</remarks>
internal static unsafe class CentreKernel
{
    /// <summary>Squared distance to the nearest of K centres, sum (x - c)^2 term by term, and its number, the first on a tie.</summary>
    public static void FindNearest<TSimd>(
        int d, float* x, nint stride, float* centres, nint clusters, nint length, float* distances, float* index)
        where TSimd : unmanaged, ISimd<TSimd>
    {
        switch (d)
        {
            case 1:
                Fixed<TSimd, One>(x, stride, centres, clusters, length, distances, index);
                break;
            case 2:
                Fixed<TSimd, Two>(x, stride, centres, clusters, length, distances, index);
                break;
            case 3:
                Fixed<TSimd, Three>(x, stride, centres, clusters, length, distances, index);
                break;
            case 4:
                Fixed<TSimd, Four>(x, stride, centres, clusters, length, distances, index);
                break;
            default:
                Any<TSimd>(d, x, stride, centres, clusters, length, distances, index);
                break;
        }
    }

    /// <summary>Adds the voxels of cluster <paramref name="k"/> to <paramref name="sums"/>, in the order count, x (D); null weights are 1.</summary>
    public static void AddCluster<TSimd>(
        int d, float* x, nint stride, float k, float* index, float* weights, nint length, float* lanes, double* sums)
        where TSimd : unmanaged, ISimd<TSimd>
    {
        if (weights == null)
        {
            AddCluster<TSimd, Unweighted>(d, x, stride, k, index, weights, length, lanes, sums);
        }
        else
        {
            AddCluster<TSimd, Weighted>(d, x, stride, k, index, weights, length, lanes, sums);
        }
    }

    private static void AddCluster<TSimd, TWeight>(
        int d, float* x, nint stride, float k, float* index, float* weights, nint length, float* lanes, double* sums)
        where TSimd : unmanaged, ISimd<TSimd>
        where TWeight : IRowWeight
    {
        for (var j = 0; j < d; j += 4)
        {
            var features = Math.Min(4, d - j);
            AddFeatures<TSimd, TWeight>(features, x + (j * stride), stride, k, index, weights, length, lanes);
            LaneSums.AddTo(sums + 1 + j, lanes + Partition.Lanes, features);
        }

        LaneSums.AddTo(sums, lanes, 1);
    }

    private static void AddFeatures<TSimd, TWeight>(
        int features, float* x, nint stride, float k, float* index, float* weights, nint length, float* lanes)
        where TSimd : unmanaged, ISimd<TSimd>
        where TWeight : IRowWeight
    {
        switch (features)
        {
            case 1:
                AddFeatures<TSimd, TWeight, One>(x, stride, k, index, weights, length, lanes);
                break;
            case 2:
                AddFeatures<TSimd, TWeight, Two>(x, stride, k, index, weights, length, lanes);
                break;
            case 3:
                AddFeatures<TSimd, TWeight, Three>(x, stride, k, index, weights, length, lanes);
                break;
            default:
                AddFeatures<TSimd, TWeight, Four>(x, stride, k, index, weights, length, lanes);
                break;
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Fixed<TSimd, TD>(float* x, nint stride, float* centres, nint clusters, nint length, float* distances, float* index)
        where TSimd : unmanaged, ISimd<TSimd>
        where TD : IDimensions
    {
        var d = TD.Count;
        var p1 = x + stride;
        var p2 = p1 + stride;
        var p3 = p2 + stride;
        nint w = TSimd.Width;
        // Two vectors of voxels for every centre that is read.
        for (nint i = 0; i < length; i += 2 * w)
        {
            var (a0, b0) = (TSimd.Load(x + i), TSimd.Load(x + i + w));
            TSimd a1 = default, a2 = default, a3 = default, b1 = default, b2 = default, b3 = default;
            if (d > 1)
            {
                (a1, b1) = (TSimd.Load(p1 + i), TSimd.Load(p1 + i + w));
            }

            if (d > 2)
            {
                (a2, b2) = (TSimd.Load(p2 + i), TSimd.Load(p2 + i + w));
            }

            if (d > 3)
            {
                (a3, b3) = (TSimd.Load(p3 + i), TSimd.Load(p3 + i + w));
            }

            var nearestA = TSimd.Broadcast(float.PositiveInfinity);
            var nearestB = nearestA;
            TSimd firstA = default, firstB = default;
            var c = centres;
            for (nint k = 0; k < clusters; k++, c += 1 + d)
            {
                var centre = TSimd.Broadcast(c[1]);
                var (distanceA, distanceB) = (Square(a0 - centre), Square(b0 - centre));
                if (d > 1)
                {
                    centre = TSimd.Broadcast(c[2]);
                    (distanceA, distanceB) = (AddSquare(a1 - centre, distanceA), AddSquare(b1 - centre, distanceB));
                }

                if (d > 2)
                {
                    centre = TSimd.Broadcast(c[3]);
                    (distanceA, distanceB) = (AddSquare(a2 - centre, distanceA), AddSquare(b2 - centre, distanceB));
                }

                if (d > 3)
                {
                    centre = TSimd.Broadcast(c[4]);
                    (distanceA, distanceB) = (AddSquare(a3 - centre, distanceA), AddSquare(b3 - centre, distanceB));
                }

                var number = TSimd.Broadcast(c[0]);
                firstA = TSimd.IfGreater(nearestA, distanceA, number, firstA);
                firstB = TSimd.IfGreater(nearestB, distanceB, number, firstB);
                nearestA = TSimd.Min(nearestA, distanceA);
                nearestB = TSimd.Min(nearestB, distanceB);
            }

            TSimd.Store(nearestA, distances + i);
            TSimd.Store(nearestB, distances + i + w);
            TSimd.Store(firstA, index + i);
            TSimd.Store(firstB, index + i + w);
        }
    }

    // Four vectors of voxels at once, because a distance is one chain of multiply-adds, each waiting for the one before.
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Any<TSimd>(
        int d, float* x, nint stride, float* centres, nint clusters, nint length, float* distances, float* index)
        where TSimd : unmanaged, ISimd<TSimd>
    {
        nint w = TSimd.Width;
        for (nint i = 0; i < length; i += 4 * w)
        {
            var n0 = TSimd.Broadcast(float.PositiveInfinity);
            TSimd n1 = n0, n2 = n0, n3 = n0;
            TSimd k0 = default, k1 = default, k2 = default, k3 = default;
            var c = centres;
            for (nint k = 0; k < clusters; k++)
            {
                TSimd d0 = default, d1 = default, d2 = default, d3 = default;
                var number = TSimd.Broadcast(*c++);
                var feature = x + i;
                for (var j = 0; j < d; j++, c++, feature += stride)
                {
                    var centre = TSimd.Broadcast(*c);
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
    private static TSimd Square<TSimd>(TSimd difference)
        where TSimd : unmanaged, ISimd<TSimd> => difference * difference;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static TSimd AddSquare<TSimd>(TSimd difference, TSimd sum)
        where TSimd : unmanaged, ISimd<TSimd> => TSimd.MultiplyAdd(difference, difference, sum);

    // Count and sums of D features over the voxels whose index is k.
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void AddFeatures<TSimd, TWeight, TD>(float* x, nint stride, float k, float* index, float* weights, nint length, float* lanes)
        where TSimd : unmanaged, ISimd<TSimd>
        where TWeight : IRowWeight
        where TD : IDimensions
    {
        var d = TD.Count;
        var x1 = x + stride;
        var x2 = x1 + stride;
        var x3 = x2 + stride;
        var cluster = TSimd.Broadcast(k);
        for (nint lane = 0; lane < Partition.Lanes; lane += TSimd.Width)
        {
            TSimd count = default, s0 = default, s1 = default, s2 = default, s3 = default;
            for (var i = lane; i < length; i += Partition.Lanes)
            {
                // The weight for a member and 0 for any other: one multiply-add where a selection and an addition would be two operations.
                var member = TSimd.IfEqual(TSimd.Load(index + i), cluster, TWeight.At<TSimd>(weights, i));
                count += member;
                s0 = TSimd.MultiplyAdd(member, TSimd.Load(x + i), s0);
                s1 = d > 1 ? TSimd.MultiplyAdd(member, TSimd.Load(x1 + i), s1) : s1;
                s2 = d > 2 ? TSimd.MultiplyAdd(member, TSimd.Load(x2 + i), s2) : s2;
                s3 = d > 3 ? TSimd.MultiplyAdd(member, TSimd.Load(x3 + i), s3) : s3;
            }

            TSimd.Store(count, lanes + lane);
            TSimd.Store(s0, lanes + Partition.Lanes + lane);
            TSimd.Store(s1, lanes + (2 * Partition.Lanes) + lane);
            TSimd.Store(s2, lanes + (3 * Partition.Lanes) + lane);
            TSimd.Store(s3, lanes + (4 * Partition.Lanes) + lane);
        }
    }
}
