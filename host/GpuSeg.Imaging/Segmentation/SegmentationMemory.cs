namespace GpuSeg.Imaging.Segmentation;

/// <summary>
/// Memory that one segmentation after another uses, so that a cohort allocates next to nothing: the features, the bits of the masks, and
/// pieces of files. It grows to what the largest brain needs.
/// </summary>
public sealed class SegmentationMemory
{
    private readonly Lock _lock = new();
    private readonly List<VolumePassage> _passages = [];
    private readonly List<MaskedColumn> _columns = [];
    private byte[] _map = [];
    private int _used;

    internal IReadOnlyList<VolumePassage> Passages => _passages;

    internal VoxelBitsSink MaskFile { get; } = new(VoxelTest.NonZero);

    /// <summary>Begins with other images; what earlier ones left is lost.</summary>
    internal void Begin(int files)
    {
        _used = 0;
        while (_passages.Count < Math.Max(1, files))
            _passages.Add(new());
    }

    /// <summary>The next column that is not in use.</summary>
    internal MaskedColumn Column()
    {
        lock (_lock)
        {
            if (_used == _columns.Count)
                _columns.Add(new());
            return _columns[_used++];
        }
    }

    /// <summary>Room for a map of labels; it is overwritten by the next one.</summary>
    internal Memory<byte> Map(int voxels)
    {
        if (_map.Length < voxels)
            _map = GC.AllocateUninitializedArray<byte>(voxels);
        return _map.AsMemory(0, voxels);
    }
}
