using System.Runtime.InteropServices;
using System.Security.Cryptography;
using GpuSeg.Images.Nifti;

namespace GpuSeg.Images.Tests.Nifti;

public sealed class NiftiReaderTests : IDisposable
{
    private readonly TempFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("t1.nii", "t1")]
    [InlineData("sub-01_ce-gd_T1w.nii.gz", "sub-01_ce-gd_T1w")]
    [InlineData("scan.v2.nii.gz", "scan.v2")]
    [InlineData("UPPER.NII.GZ", "UPPER")]
    [InlineData("plain", "plain")]
    [InlineData("gzipped_without_saying_so.nii", "gzipped_without_saying_so")]
    public void Reads_by_content_and_names_by_file_name(string file, string name)
    {
        var packed = file.Length % 2 == 0;
        var volume = _folder.Volume(file, packed ? TempFolder.Gzip(NiftiBytes.Small()) : NiftiBytes.Small());
        Assert.Equal((name, 24), (volume.Name, volume.VoxelCount));
    }

    [Theory]
    [InlineData("pair.hdr", "pair.img", "pair.img")]
    [InlineData("pair.img", "pair.hdr", "pair.img")]
    [InlineData("pair.hdr.gz", "pair.img.gz", "pair.hdr.gz")]
    [InlineData("pair.hdr", "pair.img.gz", "pair.hdr")]
    [InlineData("pair.HDR", "pair.IMG", "pair.IMG")]
    public void Opens_a_pair_by_either_half(string one, string two, string given)
    {
        var whole = NiftiBytes.Small().With(NiftiBytes.Magic, BitConverter.ToSingle("ni1\0"u8)).With(NiftiBytes.VoxOffset, 0f);
        foreach (var name in new[] { one, two })
        {
            var half = name.Contains("hdr", StringComparison.OrdinalIgnoreCase) ? whole[..348] : whole[352..];
            _folder.Put(name, name.EndsWith(".gz", StringComparison.Ordinal) ? TempFolder.Gzip(half) : half);
        }
        var volume = Assert.Single(NiftiReader.Read(_folder.At(given)));
        Assert.Equal("pair", volume.Name);
        Assert.Equal(300, Values(volume).Sum());
    }

    [Fact]
    public void Numbers_and_hashes_the_volumes_of_a_4d_file_one_by_one()
    {
        var values = Enumerable.Range(0, 48).Select(i => (float)i).ToArray();
        var volumes = NiftiReader.Read(_folder.Put("dwi.nii.gz", TempFolder.Gzip(NiftiBytes.Floats(values, [4, 3, 2, 2]))));
        Assert.Equal(["dwi_1", "dwi_2"], volumes.Select(volume => volume.Name));
        Assert.Equal(values[24..], Values(volumes[1]));
        var hash = SHA256.HashData(MemoryMarshal.AsBytes(values.AsSpan(24)));
        Assert.Equal(Convert.ToHexStringLower(hash), volumes[1].Hash);
    }

    [Fact]
    public void Keeps_the_hash_of_an_image_without_voxels()
    {
        var volume = _folder.Volume("a.nii", NiftiBytes.Floats([1, 2, 3, 4], [4, 1, 1]));
        var hash = Convert.ToHexStringLower(SHA256.HashData(MemoryMarshal.AsBytes<float>([1, 2, 3, 4])));
        Assert.Equal((hash, "a", volume.Path), (volume.WithoutVoxels().Hash, volume.WithoutVoxels().Name, volume.WithoutVoxels().Path));
        Assert.Equal(hash, Assert.Single(NiftiReader.Scan(volume.Path, VoxelHash.Sha256)).Hash);
        Assert.Equal(volume.ComputeHash(VoxelHash.Xxh128), NiftiReader.ScanWhole(volume.Path, VoxelHash.Xxh128).Hash);
    }

    [Fact]
    public void Reads_a_gzip_file_of_several_members()
    {
        var random = new Random(2);
        var values = Enumerable.Range(0, 700_000).Select(_ => random.NextSingle()).ToArray();
        var bytes = NiftiBytes.Floats(values, [700, 100, 10]);
        byte[] members = [.. TempFolder.Gzip(bytes.AsSpan(0, 1_500_000)), .. TempFolder.Gzip(bytes.AsSpan(1_500_000))];
        var volume = _folder.Volume("members.nii.gz", members);
        Assert.Equal(values, Values(volume));
    }

    [Fact]
    public void Keeps_the_order_of_files_and_reports_the_first_error()
    {
        var good = _folder.Put("good.nii", NiftiBytes.Small());
        var four = _folder.Put("four.nii", NiftiBytes.Floats(new float[48], [4, 3, 2, 2]));
        Assert.Equal(["good", "four_1", "four_2", "good"], NiftiReader.ReadAll([good, four, good]).Select(volume => volume.Name));
        var error = Assert.Throws<ImageException>(() => NiftiReader.ReadAll([good, _folder.At("gone1.nii"), _folder.At("gone2.nii")]));
        Assert.Contains("gone1.nii", error.Message);
    }

    [Fact]
    public void Converts_whole_numbers_beyond_float_exactly_to_double()
    {
        var bytes = NiftiBytes.Small().With(NiftiBytes.Datatype, (short)1024);
        bytes = [.. bytes[..352], .. new byte[24 * 8]];
        var values = new double[24];
        _folder.Volume("big.nii", bytes.With(352 + 8, (1L << 53) - 1).With(352 + 16, -(1L << 53))).CopyTo(values);
        Assert.Equal([0, 9007199254740991, -9007199254740992], values[..3]);
    }

    [Fact]
    public void Computes_statistics_of_finite_scaled_values()
    {
        float[] stored = [0, 1, float.NaN, float.NegativeInfinity, -0f, 7];
        var bytes = NiftiBytes.Floats(stored, [3, 2, 1]);
        Assert.Equal(new VolumeStatistics(0, 7, 2, 2, 2), VolumeStatistics.Compute(_folder.Volume("a.nii", bytes)));
        var scaled = bytes.With(NiftiBytes.SclSlope, -2f).With(NiftiBytes.SclInter, 2f);
        Assert.Equal(new VolumeStatistics(-12, 2, -2, 1, 2), VolumeStatistics.Compute(_folder.Volume("b.nii", scaled)));
        var none = NiftiBytes.Floats([float.NaN, float.NaN], [2, 1]);
        var unknown = new VolumeStatistics(double.NaN, double.NaN, double.NaN, 0, 2);
        Assert.Equal(unknown, VolumeStatistics.Compute(_folder.Volume("c.nii", none)));
    }

    [Fact]
    public void Counts_the_zeros_of_the_lesson_t1() =>
        Assert.Equal(1_848_804, VolumeStatistics.Compute(NiftiReader.Read(Shared.File("data", "lesson", "t1.nii.gz"))[0]).Zeros);

    private static float[] Values(Volume volume)
    {
        var values = new float[volume.VoxelCount];
        volume.CopyTo(values);
        return values;
    }
}
