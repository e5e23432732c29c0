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
    private readonly MaskFileReader _mask = new(MaskUse.Include);
    private readonly MaskFileReader _excluded = new(MaskUse.Exclude);
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
        var grid = new GridReader(selection.Images, selection.Names, selection.Regrid, selection.Hash, cancellation)
        {
            Repeats = selection.Repeats,
        };
        var masks = (Mask: ReadMask(_mask, selection.MaskFile), Excluded: ReadMask(_excluded, selection.ExcludedFile));
        FillHoles(selection, masks.Mask?.Region);
        var sinks = new TestSinks<MaskedColumn>(selection, masks.Mask?.Region.Bits, NextColumn);
        var images = NiftiReader.ReadAll(
            selection.Images.Count,
            threads,
            i => grid.Read(selection.Images[i], GridRole.Image, sinks[i]),
            cancellation);
        var columns = sinks.Testers;
        return new(selection, images, masks, columns, i => columns[i], Words, kept =>
        {
            ThreadBudget.For(columns.Length, i => columns[i].Narrow(kept.Words), threads);
            return ExactColumns.Of(images, kept, Array.ConvertAll(columns, column => column.Values), (i, sink) =>
            {
                var (file, volume) = sinks.PlaceOf(i);
                grid.Read(selection.Images[file], GridRole.Image, new OneVolumeSink(volume, sink));
            });
        });

        MaskFile<ImageFile>? ReadMask(MaskFileReader reader, string? path) => path is null ? null : reader.Read(
            path,
            selection.MaskThreshold,
            sink => grid.Read(path, GridRole.Mask, sink),
            (_, sink) => grid.Read(path, GridRole.Mask, sink));
    }

    /// <summary>Reads images and keeps their voxels.</summary>
    /// <param name="selection">The files and their mask.</param>
    /// <param name="threads">Most files at a time, -1 for one per CPU.</param>
    /// <param name="cancellation">Stops at the next piece of a file.</param>
    /// <exception cref="ImageException">A file cannot be used.</exception>
    public static TestedImages<Volume> ReadVolumes(ImageSelection selection, int threads = -1, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(selection);
        var grid = new GridReader(selection.Images, selection.Names, selection.Regrid, selection.Hash, cancellation)
        {
            Repeats = selection.Repeats,
        };
        var masks = (
            Mask: ReadMask(new(MaskUse.Include), selection.MaskFile), Excluded: ReadMask(new(MaskUse.Exclude), selection.ExcludedFile));
        FillHoles(selection, masks.Mask?.Region);
        var sinks = new TestSinks<VoxelTester>(selection, masks.Mask?.Region.Bits, () => new());
        var volumes = NiftiReader.ReadAll(
            selection.Images.Count,
            threads,
            i => grid.ReadVolumes(selection.Images[i], GridRole.Image, sinks[i]),
            cancellation);
        var testers = sinks.Testers;
        return new(
            selection,
            volumes,
            masks,
            testers,
            i => new PackedVolume(volumes[i], testers[i].Bits),
            words => new ulong[words],
            kept => ExactColumns.Of(volumes, kept, kept.Gather(volumes), (i, sink) => volumes[i].PassTo(sink)));

        MaskFile<Volume>? ReadMask(MaskFileReader reader, string? path) => path is null ? null : reader.Read(
            path,
            selection.MaskThreshold,
            sink => grid.ReadVolumes(path, GridRole.Mask, sink),
            (volume, sink) => volume.PassTo(sink));
    }

    // Before the images are read, which keep values inside the mask only.
    private static void FillHoles(ImageSelection selection, MaskRegion? mask)
    {
        if (mask is not null && selection.FillHoles == HoleFill.All)
        {
            HoleFilling.Fill(mask.Bits, mask.Image.Grid.Shape);
        }
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
