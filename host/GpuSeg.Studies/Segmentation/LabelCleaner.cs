using GpuSeg.Images;
using GpuSeg.Images.Masking;
using GpuSeg.Images.Morphology;

namespace GpuSeg.Studies.Segmentation;

/// <summary>
/// Removes small pieces of labels: their voxels take the label that most of their six face neighbours have, from the outside inwards. The
/// largest piece of a label stays whatever its size. Voxels of a piece are connected over faces, edges and corners.
/// </summary>
internal sealed class LabelCleaner
{
    private readonly (int X, int Y, int Z) _shape;
    private readonly byte[] _map;

    private LabelCleaner((int X, int Y, int Z) shape, byte[] map) => (_shape, _map) = (shape, map);

    /// <summary>Cleans labels in place.</summary>
    /// <param name="labels">Cluster of every voxel of the mask, 0..K-1.</param>
    /// <param name="mask">The voxels.</param>
    /// <param name="grid">Their grid.</param>
    /// <param name="clusters">K.</param>
    /// <param name="cubicMillimetres">Pieces below this volume are removed.</param>
    /// <returns>Number of voxels whose label has changed.</returns>
    public static int Apply(Span<byte> labels, VoxelMask mask, Grid grid, int clusters, double cubicMillimetres)
    {
        var cleaner = new LabelCleaner(grid.Shape, mask.ScatterLabels(labels));
        var least = (int)Math.Min(int.MaxValue, Math.Ceiling(cubicMillimetres / grid.VoxelVolume));
        int[] small = [.. Enumerable.Range(1, clusters).SelectMany(label => cleaner.SmallPieces((byte)label, least)).Order()];
        cleaner.Relabel(small);
        var (positions, changed) = (mask.Positions, 0);
        for (var i = 0; i < labels.Length; i++)
        {
            var label = (byte)(cleaner._map[positions[i]] - 1);
            changed += label == labels[i] ? 0 : 1;
            labels[i] = label;
        }

        return changed;
    }

    private int[] SmallPieces(byte label, int least)
    {
        using var all = new BitRows(_shape);
        for (var row = 0; row < _shape.Y * _shape.Z; row++)
        {
            for (var x = 0; x < _shape.X; x++)
            {
                if (_map[(row * _shape.X) + x] == label)
                {
                    all.Add((row * _shape.X) + x);
                }
            }
        }

        using var kept = all.Copy();
        VoxelPieces.RemoveSmall(kept, least);
        if (kept.Count() == 0)
        {
            kept.UnionWith(all);
            VoxelPieces.KeepHeaviest(kept, _ => 1);
        }

        all.ExceptWith(kept);
        return all.ToArray();
    }

    // In every sweep the voxels beside a label get one; voxels that no sweep reaches keep their own.
    private void Relabel(int[] voxels)
    {
        var own = Array.ConvertAll(voxels, voxel => _map[voxel]);
        foreach (var voxel in voxels)
        {
            _map[voxel] = 0;
        }

        var places = Enumerable.Range(0, voxels.Length).ToArray();
        while (places.Length > 0)
        {
            var found = Array.ConvertAll(places, place => MostOfNeighbours(voxels[place]));
            for (var i = 0; i < places.Length; i++)
            {
                _map[voxels[places[i]]] = found[i];
            }

            int[] left = [.. places.Where((_, i) => found[i] == 0)];
            if (left.Length == places.Length)
            {
                foreach (var place in left)
                {
                    _map[voxels[place]] = own[place];
                }

                return;
            }

            places = left;
        }
    }

    // The smallest label of those that most neighbours have; 0 without a labelled neighbour.
    private byte MostOfNeighbours(int voxel)
    {
        var (x, y, z) = (voxel % _shape.X, voxel / _shape.X % _shape.Y, voxel / _shape.X / _shape.Y);
        ReadOnlySpan<byte> neighbours =
        [
            At(x - 1, y, z), At(x + 1, y, z), At(x, y - 1, z), At(x, y + 1, z), At(x, y, z - 1), At(x, y, z + 1),
        ];
        var (best, most) = ((byte)0, 0);
        foreach (var label in neighbours)
        {
            var count = label == 0 ? 0 : neighbours.Count(label);
            if (count > most || (count == most && count > 0 && label < best))
            {
                (best, most) = (label, count);
            }
        }

        return best;
    }

    private byte At(int x, int y, int z) =>
        (uint)x < (uint)_shape.X && (uint)y < (uint)_shape.Y && (uint)z < (uint)_shape.Z
            ? _map[(((z * _shape.Y) + y) * _shape.X) + x]
            : (byte)0;
}
