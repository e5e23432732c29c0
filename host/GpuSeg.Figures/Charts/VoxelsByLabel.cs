namespace GpuSeg.Figures.Charts;

/// <summary>Voxels of the mask, sorted by label.</summary>
internal sealed class VoxelsByLabel
{
    private readonly int[] _voxels;
    private readonly int[] _starts;

    /// <summary>Sorts voxels; voxels of label 0 are left out.</summary>
    /// <param name="labels">Label of every voxel of the mask, 0..K.</param>
    /// <param name="clusters">K.</param>
    public VoxelsByLabel(ReadOnlySpan<byte> labels, int clusters)
    {
        Clusters = clusters;
        _starts = new int[clusters + 2];
        foreach (var label in labels)
        {
            _starts[label + 1]++;
        }

        _starts[1] = 0;
        for (var label = 1; label <= clusters; label++)
        {
            _starts[label + 1] += _starts[label];
        }

        _voxels = new int[_starts[^1]];
        var next = (int[])_starts.Clone();
        for (var voxel = 0; voxel < labels.Length; voxel++)
        {
            if (labels[voxel] != 0)
            {
                _voxels[next[labels[voxel]]++] = voxel;
            }
        }
    }

    public int Clusters { get; }

    /// <summary>Returns the voxels of a label, ascending.</summary>
    public ReadOnlySpan<int> Of(int label) => _voxels.AsSpan(_starts[label].._starts[label + 1]);
}
