using System.Runtime.InteropServices;
using GpuSeg.Threads;

namespace GpuSeg.Images.Nifti;

/// <summary>The mean of several scans of one contrast, voxel by voxel. Nothing is aligned: the scans must share a grid.</summary>
public static class RunMean
{
    private const int BlockVoxels = 1 << 16;

    /// <summary>Reads scans and takes their mean: sums in double, rounded once to float32.</summary>
    /// <param name="paths">At least two files of one volume each, on the grid of the first.</param>
    /// <param name="hash">The hash to compute of the voxels of all scans, one after the other.</param>
    /// <param name="cancellation">Stops at the next piece of a file.</param>
    /// <exception cref="ImageException">A file cannot be used, holds several volumes, or lies on another grid than the first.</exception>
    public static Volume Read(IReadOnlyList<string> paths, VoxelHash hash, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(paths);
        ArgumentNullException.ThrowIfNull(hash);
        var scans = new Volume[paths.Count];
        for (var i = 0; i < scans.Length; i++)
        {
            var volumes = VolumeStreamer.ReadVolumes(paths[i], hash, NullSink.Instance, cancellation);
            Require(paths[0], i == 0 ? volumes[0].Header : scans[0].Header, paths[i], volumes[0].Header);
            var match = i == 0 ? null : GridMatch.Find(scans[0].Header, volumes[0].Header);
            scans[i] = match is null or { Order.IsSame: true } ? volumes[0]
                : volumes[0].Reordered(scans[0].Header, new(volumes[0].Header, scans[0].Name, match));
        }

        return new(scans, Mean(scans), hash);
    }

    /// <summary>Requires that a scan is one volume on the grid of the first, so that their mean can be taken.</summary>
    /// <exception cref="ImageException">The scan holds several volumes, or the grids differ.</exception>
    public static void Require(string firstPath, NiftiHeader first, string path, NiftiHeader header)
    {
        ArgumentNullException.ThrowIfNull(first);
        ArgumentNullException.ThrowIfNull(header);
        if (header.VolumeCount > 1)
        {
            throw new ImageException($"{path} holds {header.VolumeCount} volumes, and a mean is taken of single 3-D images; take one run.");
        }

        if (GridMatch.Find(first, header) is null)
        {
            throw new ImageException(
                $"{path} lies on another grid than {firstPath}, so that there is no mean of the two; align them first, or take one run.");
        }
    }

    private static byte[] Mean(Volume[] scans)
    {
        var means = GC.AllocateUninitializedArray<byte>(scans[0].VoxelCount * sizeof(float));
        var voxels = scans[0].VoxelCount;
        ThreadBudget.For((voxels + BlockVoxels - 1) / BlockVoxels, block =>
        {
            var (start, length) = (block * BlockVoxels, Math.Min(BlockVoxels, voxels - block * BlockVoxels));
            double[] sum = new double[length], values = new double[length];
            foreach (var scan in scans)
            {
                scan.CopyTo(start, values);
                for (var i = 0; i < length; i++)
                {
                    sum[i] += values[i];
                }
            }

            var mean = MemoryMarshal.Cast<byte, float>(means.AsSpan()).Slice(start, length);
            for (var i = 0; i < length; i++)
            {
                mean[i] = (float)(sum[i] / scans.Length);
            }
        });
        return means;
    }
}
