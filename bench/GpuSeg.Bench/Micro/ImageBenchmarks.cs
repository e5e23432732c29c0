using BenchmarkDotNet.Attributes;
using GpuSeg.Bench.Data;
using GpuSeg.Images.Masking;
using GpuSeg.Images.Nifti;

namespace GpuSeg.Bench.Micro;

/// <summary>Reading files into features and writing labels to a file: four gzipped images of 256 x 256 x 32 float32.</summary>
public class ImageBenchmarks
{
    private string _folder = "";
    private string[] _paths = [];
    private IReadOnlyList<Volume> _images = [];
    private VoxelMask _mask = null!;
    private byte[] _labels = [];

    /// <summary>Voxels of one image.</summary>
    [Params(256 * 256 * 32)]
    public int N { get; set; }

    /// <summary>Number of images.</summary>
    [Params(4)]
    public int D { get; set; }

    [GlobalSetup]
    public void Start()
    {
        _folder = Directory.CreateTempSubdirectory("gpuseg-bench-").FullName;
        MadeImages.Write(_folder);
        _paths = [.. MadeImages.Names.Select(name => Path.Combine(_folder, $"{name}.nii.gz"))];
        _images = NiftiReader.ReadAll(_paths);
        _mask = VoxelMask.FromRule(_images);
        _labels = [.. Enumerable.Range(0, _mask.Count).Select(i => (byte)(3L * i / _mask.Count))];
    }

    [GlobalCleanup]
    public void Stop() => Directory.Delete(_folder, recursive: true);

    [Benchmark]
    public IReadOnlyList<Volume> ReadGzip() => NiftiReader.ReadAll(_paths);

    [Benchmark]
    public float[][] MaskAndGather() => VoxelMask.FromRule(_images).Gather(_images);

    [Benchmark]
    public void WriteLabelsGzip()
    {
        using var stream = new MemoryStream();
        NiftiWriter.Write(OutputImage.Labels(_images[0].Header, _mask.ScatterLabels(_labels), 3), stream, compress: true);
    }
}
