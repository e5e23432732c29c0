using GpuSeg.Images.Nifti;
using GpuSeg.Images.Regridding;
using GpuSeg.Threads;

namespace GpuSeg.Images.Masking;

/// <summary>
/// Reads images piece by piece, tests every voxel for the mask as it passes, and keeps only the values of the voxels that pass. Memory is
/// kept for the next images: results are valid until then.
/// </summary>
/// <param name="limit">
/// Receives, after each piece, the number of values kept so far of all images of this read; may throw to stop the reading. Several threads
/// call it. Null for no limit.
/// </param>
public sealed class MaskedReader(Action<long>? limit = null)
{
    private readonly Lock _lock = new();
    private readonly List<MaskedColumn> _columns = [];
    private readonly VoxelTester _mask = new();
    private ulong[] _words = [];
    private int _used;
    private long _kept;

    /// <summary>Number of values that the last read kept until the mask was known; counted only if there is a limit.</summary>
    public long ValuesKept => Interlocked.Read(ref _kept);

    /// <summary>Reads images without keeping their voxels.</summary>
    /// <param name="selection">The files and their mask.</param>
    /// <param name="threads">Most files at a time, -1 for one per CPU.</param>
    /// <param name="cancellation">Stops at the next piece of a file.</param>
    /// <exception cref="ImageException">A file cannot be used.</exception>
    public TestedImages<ImageFile> Read(ImageSelection selection, int threads = -1, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(selection);
        (_used, _kept) = (0, 0);
        var sinks = new TestSinks<MaskedColumn>(selection, _mask, NextColumn);
        var grid = new GridReader(selection.Images, selection.Names, selection.Regrid, selection.Hash, cancellation)
        {
            Repeats = selection.Repeats,
        };
        var mask = selection.MaskFile is { } file ? OneVolume(file, grid.Read(file, GridRole.Mask, sinks.Mask)) : null;
        FillHoles(selection, mask, _mask);
        var images = NiftiReader.ReadAll(
            selection.Images.Count,
            threads,
            i => grid.Read(selection.Images[i], GridRole.Image, sinks[i]),
            cancellation);
        var columns = sinks.Testers;
        return new(selection, images, mask, columns, _mask, i => columns[i], Words, kept =>
        {
            ThreadBudget.For(columns.Length, i => columns[i].Narrow(kept.Words), threads);
            return ExactColumns.Of(images, kept, Array.ConvertAll(columns, column => column.Values), (i, sink) =>
            {
                var (file, volume) = sinks.PlaceOf(i);
                grid.Read(selection.Images[file], GridRole.Image, new OneVolumeSink(volume, sink));
            });
        });
    }

    /// <summary>Reads images and keeps their voxels.</summary>
    /// <param name="selection">The files and their mask.</param>
    /// <param name="threads">Most files at a time, -1 for one per CPU.</param>
    /// <param name="cancellation">Stops at the next piece of a file.</param>
    /// <exception cref="ImageException">A file cannot be used.</exception>
    public static TestedImages<Volume> ReadVolumes(ImageSelection selection, int threads = -1, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(selection);
        var maskTester = new VoxelTester();
        var sinks = new TestSinks<VoxelTester>(selection, maskTester, () => new());
        var grid = new GridReader(selection.Images, selection.Names, selection.Regrid, selection.Hash, cancellation)
        {
            Repeats = selection.Repeats,
        };
        var mask = selection.MaskFile is { } file ? OneVolume(file, grid.ReadVolumes(file, GridRole.Mask, sinks.Mask)) : null;
        FillHoles(selection, mask, maskTester);
        var volumes = NiftiReader.ReadAll(
            selection.Images.Count,
            threads,
            i => grid.ReadVolumes(selection.Images[i], GridRole.Image, sinks[i]),
            cancellation);
        var testers = sinks.Testers;
        return new(
            selection,
            volumes,
            mask,
            testers,
            maskTester,
            i => new PackedVolume(volumes[i], testers[i].Bits),
            words => new ulong[words],
            kept => ExactColumns.Of(volumes, kept, kept.Gather(volumes), (i, sink) => volumes[i].PassTo(sink)));
    }

    // Before the images are read, which keep values inside the mask only.
    private static void FillHoles(ImageSelection selection, ImageFile? mask, VoxelTester tester)
    {
        if (mask is not null && selection.FillHoles == HoleFill.All)
        {
            HoleFilling.Fill(tester.Bits, mask.Grid.Shape);
        }
    }

    private static TImage OneVolume<TImage>(string path, IReadOnlyList<TImage> volumes)
    {
        if (volumes.Count > 1)
        {
            ImageErrors.SeveralMasks(path, volumes.Count);
        }
        return volumes[0];
    }

    private MaskedColumn NextColumn()
    {
        lock (_lock)
        {
            if (_used == _columns.Count)
            {
                _columns.Add(new(limit is null ? null : values => limit(Interlocked.Add(ref _kept, values))));
            }
            return _columns[_used++];
        }
    }

    private Memory<ulong> Words(int count)
    {
        if (_words.Length < count)
        {
            _words = GC.AllocateUninitializedArray<ulong>(count);
        }
        return _words.AsMemory(0, count);
    }
}
