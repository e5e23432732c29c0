using GpuSeg.Images.Nifti;

namespace GpuSeg.Images.Tests.Nifti;

public sealed class RunMeanTests : IDisposable
{
    private readonly TempFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Computes_the_mean_of_scaled_and_unscaled_scans()
    {
        float[] first = [1, 2, 3, float.NaN], second = [3, 2, 1, 4];
        string[] paths =
        [
            _folder.Put("a.nii", NiftiBytes.Floats(first, [2, 2, 1])),
            _folder.Put("b.nii", NiftiBytes.Floats(second, [2, 2, 1]).With(NiftiBytes.SclSlope, 2f).With(NiftiBytes.SclInter, 1f)),
            _folder.Put("c.nii", NiftiBytes.Floats(second, [2, 2, 1])),
        ];
        var mean = RunMean.Read(paths, VoxelHash.Xxh128, TestContext.Current.CancellationToken);
        var values = new float[4];
        mean.CopyTo(values);
        Assert.Equal([11 / 3f, 3, 7 / 3f, float.NaN], values);
        Assert.Equal(
            (paths[0], NiftiDatatype.Float32, 1.0, 0.0),
            (mean.Path, mean.Header.Datatype, mean.Header.Slope, mean.Header.Intercept));
        // The hash depends on every scan, and is the same when it is computed later.
        byte[] stored = [.. paths.SelectMany(path => File.ReadAllBytes(path)[352..])];
        Assert.Equal(VoxelHash.Xxh128.Compute(stored), mean.Hash);
        Assert.Equal(VoxelHash.Sha256.Compute(stored), mean.ComputeHash(VoxelHash.Sha256));
    }

    [Fact]
    public void Rejects_scans_on_another_grid_and_of_several_volumes()
    {
        var path = _folder.Put("a.nii", NiftiBytes.Small());
        var shifted = _folder.Put("b.nii", NiftiBytes.Floats(new float[24], [4, 3, 2], shift: 5));
        var many = _folder.Put("c.nii", NiftiBytes.Floats(new float[48], [4, 3, 2, 2]));
        Assert.Equal(
            $"{shifted} lies on another grid than {path}, so that there is no mean of the two; align them first, or take one run.",
            Refusal(path, shifted));
        Assert.Contains("c.nii holds 2 volumes, and a mean is taken of single 3-D images; take one run.", Refusal(path, many));
        Assert.Contains("c.nii holds 2 volumes", Refusal(many, path));
    }

    private static string Refusal(params string[] paths) =>
        Assert.Throws<ImageException>(() => RunMean.Read(paths, VoxelHash.Xxh128)).Message;
}
