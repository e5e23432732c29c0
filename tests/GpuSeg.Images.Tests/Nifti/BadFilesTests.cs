using System.IO.Pipes;
using GpuSeg.Images.Nifti;

namespace GpuSeg.Images.Tests.Nifti;

/// <summary>Reads damaged files and false headers: one sentence, no crash, no memory.</summary>
public sealed class BadFilesTests : IDisposable
{
    private readonly TempFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    public static TheoryData<string, int, float, string> LyingFloats => new()
    {
        { "offset far past the end", NiftiBytes.VoxOffset, 1e9f, "truncated" },
        { "offset NaN", NiftiBytes.VoxOffset, float.NaN, "vox_offset is NaN" },
        { "offset infinite", NiftiBytes.VoxOffset, float.PositiveInfinity, "vox_offset is Infinity" },
        { "offset beyond 64 bits", NiftiBytes.VoxOffset, 1e30f, "vox_offset" },
        { "offset negative", NiftiBytes.VoxOffset, -352, "vox_offset is -352, expected at least 352" },
        { "offset in the header", NiftiBytes.VoxOffset, 340, "at least 352" },
        { "affine NaN", NiftiBytes.SrowX, float.NaN, "affine" },
        { "affine singular", NiftiBytes.SrowX, 0, "determinant 0" },
    };

    public static TheoryData<string, short[], string> LyingDims => new()
    {
        { "negative", [3, 4, -3, 2], "no dimension below 1" },
        { "zero", [3, 4, 0, 2], "no dimension below 1" },
        { "most negative", [3, short.MinValue, short.MinValue, short.MinValue], "no dimension below 1" },
        { "no dimensions", [0, 4, 3, 2], "0 dimensions" },
        { "eight dimensions", [8, 4, 3, 2], "8 dimensions" },
        { "negative count", [-3, 4, 3, 2], "-3 dimensions" },
        { "overflow in 7-D", [7, 32767, 32767, 32767, 32767, 32767, 32767, 32767], "at most 4 dimensions" },
        { "overflow in 4-D", [4, 32767, 32767, 32767, 32767], "2 GiB" },
        { "vector image", [5, 4, 3, 1, 1, 2], "at most 4 dimensions" },
        { "huge", [3, 800, 800, 800], "truncated: expected 2048000000 bytes of voxels, found 96" },
        { "many volumes", [4, 4, 3, 2, 32767], "truncated: expected 3145632 bytes of voxels, found 96" },
    };

    [Theory]
    [MemberData(nameof(LyingFloats))]
    public void Refuses_a_false_number(string what, int offset, float value, string reason) =>
        RequireError(what, NiftiBytes.Small().With(offset, value), reason);

    [Theory]
    [MemberData(nameof(LyingDims))]
    public void Refuses_false_dimensions(string what, short[] dim, string reason)
    {
        var bytes = NiftiBytes.Small();
        for (var i = 0; i < dim.Length; i++)
        {
            bytes = bytes.With(NiftiBytes.Dim + 2 * i, dim[i]);
        }

        RequireError(what, bytes, reason);
    }

    [Theory]
    [InlineData(16 + 8, long.MaxValue, "2 GiB")]
    [InlineData(16 + 8, 1L << 30, "2 GiB")]
    [InlineData(16, long.MaxValue, "dimensions")]
    [InlineData(16 + 24, long.MinValue, "no dimension below 1")]
    [InlineData(168, long.MaxValue, "vox_offset")]
    [InlineData(168, long.MaxValue - 4096, "truncated")]
    [InlineData(168, 1L << 61, "truncated")]
    public void Refuses_false_64_bit_numbers(int offset, long value, string reason) =>
        RequireError("nifti2", NiftiBytes.SmallNifti2().With(offset, value), reason);

    [Fact]
    public void Refuses_a_size_that_overflows_with_the_volumes() =>
        RequireError("nifti2", NiftiBytes.SmallNifti2().With(16, 4L).With(16 + 32, long.MaxValue / 2), "2 GiB");

    [Fact]
    public void Reserves_no_memory_for_a_false_length_at_the_end_of_a_gzip_file()
    {
        var bytes = NiftiBytes.Small();
        for (var i = 1; i <= 3; i++)
        {
            bytes = bytes.With(NiftiBytes.Dim + 2 * i, (short)500);
        }

        var packed = TempFolder.Gzip(bytes);
        BitConverter.TryWriteBytes(packed.AsSpan(packed.Length - 4), 352 + 500 * 500 * 500 * 4);
        var path = _folder.Put("forged.nii.gz", packed);
        AllocationBound.Require(() => Assert.Throws<ImageException>(() => NiftiReader.Read(path)));
    }

    [Theory]
    [InlineData(32, "complex64")]
    [InlineData(128, "RGB24")]
    [InlineData(1536, "float128")]
    [InlineData(2304, "RGBA32")]
    [InlineData(3, "not a code of the standard")]
    [InlineData(-2, "not a code of the standard")]
    public void Names_a_datatype_that_is_not_a_real_number(int code, string name) =>
        RequireError("type", NiftiBytes.Small().With(NiftiBytes.Datatype, (short)code), $"unsupported datatype {code} ({name})");

    [Fact]
    public void Refuses_a_slope_without_a_finite_intercept() =>
        RequireError("slope", NiftiBytes.Small().With(NiftiBytes.SclSlope, 2f).With(NiftiBytes.SclInter, float.NaN), "scl_inter");

    [Theory]
    [InlineData(0f)]
    [InlineData(float.NaN)]
    [InlineData(float.NegativeInfinity)]
    public void Keeps_stored_values_when_the_slope_is_unusable(float slope)
    {
        var volume = _folder.Volume("raw.nii", NiftiBytes.Small().With(NiftiBytes.SclSlope, slope).With(NiftiBytes.SclInter, 100f));
        var values = new double[24];
        volume.CopyTo(values);
        Assert.Equal(Enumerable.Range(1, 24).Select(i => (double)i), values);
    }

    [Fact]
    public void Refuses_a_cut_gzip_file_unless_it_has_all_voxels()
    {
        var random = new Random(5);
        var packed = TempFolder.Gzip(NiftiBytes.Floats([.. Enumerable.Range(0, 240).Select(_ => random.NextSingle())], [10, 8, 3]));
        var whole = _folder.Volume("whole.nii.gz", packed).Hash;
        // After the last voxel come the end mark, checksum and length: 10 bytes at most.
        for (var length = 0; length < packed.Length; length++)
        {
            var path = _folder.Put("cut.nii.gz", packed[..length]);
            if (length < packed.Length - 10)
            {
                Assert.Contains("cut.nii.gz", Assert.Throws<ImageException>(() => NiftiReader.Read(path)).Message);
            }
            else if (Record.Exception(() => Assert.Equal(whole, NiftiReader.Read(path)[0].Hash)) is { } error)
            {
                Assert.IsType<ImageException>(error);
            }
        }
    }

    [Fact]
    public void Refuses_a_wrong_checksum()
    {
        var packed = TempFolder.Gzip(NiftiBytes.Small());
        packed[^8] ^= 1;
        var error = Assert.Throws<ImageException>(() => NiftiReader.Read(_folder.Put("crc.nii.gz", packed)));
        Assert.EndsWith(
            "crc.nii.gz is damaged: its gzip data do not decompress or do not match their checksum; fetch or copy the file again.",
            error.Message);
    }

    [Fact]
    public void Distinguishes_missing_files_folders_and_broken_links()
    {
        File.CreateSymbolicLink(_folder.At("annexed.nii.gz"), ".git/annex/objects/gone");
        _folder.Put("half.hdr", NiftiBytes.Small().With(NiftiBytes.Magic, BitConverter.ToSingle("ni1\0"u8))[..348]);
        _folder.Put("other.img", NiftiBytes.Small());
        Assert.Contains("does not exist", Error("nothing.nii"));
        Assert.Contains("is a folder", Error(""));
        Assert.Contains($"content not present; run `datalad get {_folder.At("annexed.nii.gz")}`", Error("annexed.nii.gz"));
        Assert.Contains("other half", Error("half.hdr"));
        Assert.Contains("other.hdr is missing", Error("other.img"));
        Assert.Contains("does not exist", Error("no_folder/nothing.nii"));
        Assert.Throws<ImageException>(() => NiftiReader.Read(""));
        Assert.Contains("is empty", Error(Path.GetFileName(_folder.Put("zero.nii.gz", []))));
        Assert.Contains("is empty", Error(Path.GetFileName(_folder.Put("packed_zero.nii.gz", TempFolder.Gzip([])))));
        Assert.Contains("not NIfTI", Error(Path.GetFileName(_folder.Put("text.nii", "index\tname\n1\tbrain and more text"u8.ToArray()))));
        var analyze = _folder.Put("analyze.hdr", NiftiBytes.Small().With(NiftiBytes.Magic, 0f)[..348]);
        Assert.Contains("ANALYZE 7.5", Error(Path.GetFileName(analyze)));

        string Error(string name) => Assert.Throws<ImageException>(() => NiftiReader.Read(_folder.At(name))).Message;
    }

    [Fact]
    public void Refuses_a_pipe()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "Needs /proc.");
        using var pipe = new AnonymousPipeServerStream(PipeDirection.Out);
        var path = $"/proc/self/fd/{pipe.ClientSafePipeHandle.DangerousGetHandle()}";
        Assert.Contains("is a pipe", Assert.Throws<ImageException>(() => NiftiReader.Read(path)).Message);
    }

    [Fact]
    public void Refuses_a_file_without_read_permission()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows() || Environment.IsPrivilegedProcess, "Permissions do not bind this user.");
        var path = _folder.Put("secret.nii", NiftiBytes.Small());
        if (!OperatingSystem.IsWindows())
        {
            File.SetUnixFileMode(path, UnixFileMode.None);
        }

        Assert.Contains("cannot be read", Assert.Throws<ImageException>(() => NiftiReader.Read(path)).Message);
    }

    [Theory]
    [InlineData("plain.nii")]
    [InlineData("packed.nii.gz")]
    [InlineData("second.nii")]
    public void Reads_or_refuses_a_file_with_random_damage(string name)
    {
        var original = name.StartsWith("second", StringComparison.Ordinal) ? NiftiBytes.SmallNifti2() : NiftiBytes.Small();
        var whole = name.EndsWith(".gz", StringComparison.Ordinal) ? TempFolder.Gzip(original) : original;
        var random = new Random(11);
        var (read, refused) = (0, 0);
        for (var round = 0; round < 2000; round++)
        {
            var bytes = (byte[])whole.Clone();
            for (var flips = random.Next(1, 4); flips > 0; flips--)
            {
                bytes[random.Next(bytes.Length)] ^= (byte)random.Next(1, 256);
            }

            var path = _folder.Put(name, bytes);
            AllocationBound.Require(() =>
            {
                try
                {
                    NiftiReader.Read(path);
                    read++;
                }
                catch (ImageException)
                {
                    refused++;
                }
            });
        }
        Assert.Equal(2000, read + refused);
        Assert.True(read > 20 && refused > 100, $"{read} read, {refused} refused");
    }

    private void RequireError(string what, byte[] bytes, string reason)
    {
        foreach (var (name, content) in new[] { ("bad.nii", bytes), ("bad.nii.gz", TempFolder.Gzip(bytes)) })
        {
            var path = _folder.Put(name, content);
            AllocationBound.Require(() =>
            {
                var error = Assert.Throws<ImageException>(() => NiftiReader.Read(path));
                Assert.True(error.Message.Contains(name) && error.Message.Contains(reason), $"{what}: {error.Message}");
                Assert.EndsWith(".", error.Message);
            });
        }
    }
}
