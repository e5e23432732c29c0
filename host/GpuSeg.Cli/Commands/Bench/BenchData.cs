using GpuSeg.Engine.Voxels;
using GpuSeg.Studies.Phantom;
using GpuSeg.Threads;

namespace GpuSeg.Cli.Commands.Bench;

/// <summary>The brain voxels of one synthetic subject, repeated to any number of voxels.</summary>
internal sealed class BenchData
{
    private readonly string[] _names;
    private readonly float[][] _columns;

    public BenchData()
    {
        var phantom = BrainPhantom.Make(new PhantomOptions());
        _names = [.. phantom.Images.Select(image => image.Name)];
        _columns = [.. phantom.Images.Select(image => Array.FindAll(image.Values, value => value > 0))];
    }

    /// <summary>Returns the first <paramref name="count"/> voxels of the endlessly repeated subject.</summary>
    public FeatureMatrix Repeated(int count) => new(_names, ThreadBudget.Select(_columns, column => Repeated(column, count)));

    /// <summary>Returns first centres close together at the dark end of the first image, so that a fit takes many iterations.</summary>
    public double[] PoorCentres(int clusters, int features)
    {
        float[] values = [.. _columns[0]];
        var voxels = Enumerable.Range(0, values.Length).ToArray();
        Array.Sort(values, voxels);
        var distinct = voxels.Skip(values.Length / 100).DistinctBy(voxel => _columns[0][voxel]).Take(clusters);
        return [.. distinct.SelectMany(_ => _columns.Take(features), (voxel, column) => (double)column[voxel])];
    }

    private static float[] Repeated(float[] column, int count)
    {
        var repeated = new float[count];
        for (var start = 0; start < count; start += column.Length)
        {
            column.AsSpan(0, Math.Min(column.Length, count - start)).CopyTo(repeated.AsSpan(start));
        }

        return repeated;
    }
}
