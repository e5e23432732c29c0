using GpuSeg.Engine.Voxels;

namespace GpuSeg.Kernels.Cpu.Chunks;

/// <summary>The runs of a lattice within a block of voxels, cut at the block's ends.</summary>
/// <param name="lattice">The places of the voxels.</param>
/// <param name="start">First voxel of the block.</param>
/// <param name="count">Voxels of the block.</param>
internal ref struct BlockRuns(VoxelLattice lattice, int start, int count)
{
    private readonly ReadOnlySpan<VoxelRun> _runs = lattice.Runs;
    private readonly int _start = start;
    private readonly int _end = start + count;
    private int _next = lattice.RunOf(start);

    /// <summary>The part of a run that lies in the block.</summary>
    public VoxelRun Current { get; private set; }

    /// <summary>Place of the part in the block.</summary>
    public readonly int At => Current.First - _start;

    /// <summary>Moves to the next part; false after the last.</summary>
    public bool MoveNext()
    {
        if (_next == _runs.Length || _runs[_next].First >= _end)
        {
            return false;
        }

        var run = _runs[_next++];
        var skipped = Math.Max(0, _start - run.First);
        Current = run with
        {
            First = run.First + skipped,
            Length = Math.Min(run.First + run.Length, _end) - run.First - skipped,
            X = run.X + skipped,
        };
        return true;
    }
}
