using GpuSeg.Images.Nifti;

namespace GpuSeg.Images.Masking;

/// <summary>The sinks of one read: one per image file, which has a tester for each of its volumes.</summary>
/// <param name="selection">The files and their mask.</param>
/// <param name="within">The voxels inside the mask file, or null without one.</param>
/// <param name="next">Gives the tester of the next volume; called by several threads.</param>
internal sealed class TestSinks<TTester>(ImageSelection selection, VoxelBits? within, Func<TTester> next)
    where TTester : VoxelTester
{
    private readonly FileSink[] _files = [.. selection.Images.Select(_ => new FileSink(selection, within, next))];

    /// <summary>The testers of all volumes, in the order of the files.</summary>
    public TTester[] Testers => [.. _files.SelectMany(file => file.Testers)];

    /// <summary>Finds the number of the file that an image was read from, and its number among the volumes of the file.</summary>
    public (int File, int Volume) PlaceOf(int image)
    {
        var file = 0;
        for (; image >= _files[file].Testers.Count; file++)
        {
            image -= _files[file].Testers.Count;
        }

        return (file, image);
    }

    /// <summary>The sink of an image file.</summary>
    public IVoxelSink this[int file] => _files[file];

    private sealed class FileSink(ImageSelection selection, VoxelBits? within, Func<TTester> next) : IVoxelSink
    {
        public List<TTester> Testers { get; } = [];

        public void Start(NiftiHeader header, bool isComplete)
        {
            var tester = next();
            if (within is null)
            {
                tester.Prepare(selection.MaskRule.Test ?? VoxelTest.NonZero);
            }
            else
            {
                tester.Prepare(VoxelTest.Finite, within);
            }
            Testers.Add(tester);
            tester.Start(header, isComplete);
        }

        public void Take(ReadOnlySpan<byte> stored) => Testers[^1].Take(stored);
    }
}
