using System.Runtime.CompilerServices;

namespace GpuSeg.Kernels.Cpu;

/// <summary>KMeans over a block: the nearest centre of every voxel, then counts and sums of every cluster.</summary>
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

    /// <summary>Adds the voxels of cluster <paramref name="k"/> to <paramref name="sums"/>, in the order count, x (D).</summary>
    public static void AddCluster<TSimd>(int d, float* x, nint stride, float k, float* index, nint length, float* lanes, double* sums)
        where TSimd : unmanaged, ISimd<TSimd>
    {
        for (var j = 0; j < d; j += 4)
        {
            var features = Math.Min(4, d - j);
            AddFeatures<TSimd>(features, x + (j * stride), stride, k, index, length, lanes);
            LaneSums.AddTo(sums + 1 + j, lanes + Partition.Lanes, features);
        }

        LaneSums.AddTo(sums, lanes, 1);
    }

    private static void AddFeatures<TSimd>(int features, float* x, nint stride, float k, float* index, nint length, float* lanes)
        where TSimd : unmanaged, ISimd<TSimd>
    {
        switch (features)
        {
            case 1:
                AddFeatures<TSimd, One>(x, stride, k, index, length, lanes);
                break;
            case 2:
                AddFeatures<TSimd, Two>(x, stride, k, index, length, lanes);
                break;
            case 3:
                AddFeatures<TSimd, Three>(x, stride, k, index, length, lanes);
                break;
            default:
                AddFeatures<TSimd, Four>(x, stride, k, index, length, lanes);
                break;
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Fixed<TSimd, TD>(float* x, nint stride, float* centres, nint clusters, nint length, float* distances, float* index)
        where TSimd : unmanaged, ISimd<TSimd>
        where TD : IDimensions
    {
        var d = TD.Count;
        for (nint i = 0; i < length; i += TSimd.Width)
        {
            var x0 = TSimd.Load(x + i);
            var x1 = d > 1 ? TSimd.Load(x + stride + i) : default;
            var x2 = d > 2 ? TSimd.Load(x + (2 * stride) + i) : default;
            var x3 = d > 3 ? TSimd.Load(x + (3 * stride) + i) : default;
            var nearest = TSimd.Broadcast(float.PositiveInfinity);
            TSimd first = default;
            var c = centres;
            for (nint k = 0; k < clusters; k++, c += d)
            {
                var difference = x0 - TSimd.Broadcast(c[0]);
                var distance = difference * difference;
                if (d > 1)
                {
                    difference = x1 - TSimd.Broadcast(c[1]);
                    distance = TSimd.MultiplyAdd(difference, difference, distance);
                }

                if (d > 2)
                {
                    difference = x2 - TSimd.Broadcast(c[2]);
                    distance = TSimd.MultiplyAdd(difference, difference, distance);
                }

                if (d > 3)
                {
                    difference = x3 - TSimd.Broadcast(c[3]);
                    distance = TSimd.MultiplyAdd(difference, difference, distance);
                }

                first = TSimd.IfGreater(nearest, distance, TSimd.Broadcast(k), first);
                nearest = TSimd.Min(nearest, distance);
            }

            TSimd.Store(nearest, distances + i);
            TSimd.Store(first, index + i);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Any<TSimd>(
        int d, float* x, nint stride, float* centres, nint clusters, nint length, float* distances, float* index)
        where TSimd : unmanaged, ISimd<TSimd>
    {
        for (nint i = 0; i < length; i += TSimd.Width)
        {
            var nearest = TSimd.Broadcast(float.PositiveInfinity);
            TSimd first = default;
            var c = centres;
            for (nint k = 0; k < clusters; k++)
            {
                TSimd distance = default;
                var feature = x + i;
                for (var j = 0; j < d; j++, c++, feature += stride)
                {
                    var difference = TSimd.Load(feature) - TSimd.Broadcast(*c);
                    distance = TSimd.MultiplyAdd(difference, difference, distance);
                }

                first = TSimd.IfGreater(nearest, distance, TSimd.Broadcast(k), first);
                nearest = TSimd.Min(nearest, distance);
            }

            TSimd.Store(nearest, distances + i);
            TSimd.Store(first, index + i);
        }
    }

    // Count and sums of D features over the voxels whose index is k.
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void AddFeatures<TSimd, TD>(float* x, nint stride, float k, float* index, nint length, float* lanes)
        where TSimd : unmanaged, ISimd<TSimd>
        where TD : IDimensions
    {
        var d = TD.Count;
        var cluster = TSimd.Broadcast(k);
        for (nint lane = 0; lane < Partition.Lanes; lane += TSimd.Width)
        {
            TSimd count = default, s0 = default, s1 = default, s2 = default, s3 = default;
            for (var i = lane; i < length; i += Partition.Lanes)
            {
                var label = TSimd.Load(index + i);
                count += TSimd.IfEqual(label, cluster, TSimd.Broadcast(1f));
                s0 += TSimd.IfEqual(label, cluster, TSimd.Load(x + i));
                s1 = d > 1 ? s1 + TSimd.IfEqual(label, cluster, TSimd.Load(x + stride + i)) : s1;
                s2 = d > 2 ? s2 + TSimd.IfEqual(label, cluster, TSimd.Load(x + (2 * stride) + i)) : s2;
                s3 = d > 3 ? s3 + TSimd.IfEqual(label, cluster, TSimd.Load(x + (3 * stride) + i)) : s3;
            }

            TSimd.Store(count, lanes + lane);
            TSimd.Store(s0, lanes + Partition.Lanes + lane);
            TSimd.Store(s1, lanes + (2 * Partition.Lanes) + lane);
            TSimd.Store(s2, lanes + (3 * Partition.Lanes) + lane);
            TSimd.Store(s3, lanes + (4 * Partition.Lanes) + lane);
        }
    }
}
