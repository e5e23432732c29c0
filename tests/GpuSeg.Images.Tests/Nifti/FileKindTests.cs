using System.Text;
using GpuSeg.Images.Nifti;

namespace GpuSeg.Images.Tests.Nifti;

/// <summary>Names files that are not NIfTI, and the command that makes NIfTI of them.</summary>
public sealed class FileKindTests : IDisposable
{
    private readonly TempFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("/annex/objects/MD5E-s152998--c8d2672a467cd80deff39c4daddcd616.nii.gz\n", "git-annex pointer", "`git annex get {0}`")]
    [InlineData("version https://git-lfs.github.com/spec/v1\noid sha256:4d7a\nsize 12345\n", "git-lfs pointer", "`git lfs pull`")]
    [InlineData("NRRD0005\ntype: float\n", "NRRD", "`c3d {0} -o {1}.nii.gz`")]
    [InlineData("\u0089HDF\r\n\u001a\n\0\0\0\0", "MINC 2", "`mnc2nii {0} {1}.nii`")]
    [InlineData("CDF\u0001\0\0\0\0", "MINC 1", "`mnc2nii {0} {1}.nii`")]
    [InlineData("ObjectType = Image\nNDims = 3\n", "MetaImage", "`c3d {0} -o {1}.nii.gz`")]
    [InlineData("mrtrix image\ndim: 3,4,5\n", "MRtrix", "`mrconvert {0} {1}.nii.gz`")]
    [InlineData("\u0093NUMPY\u0001\0", "NumPy", "nibabel")]
    [InlineData("MATLAB 5.0 MAT-file, Platform", "MATLAB", "`niftiwrite`")]
    [InlineData("BZh91AY&SY", "bzip2", "`bunzip2 {0}`")]
    [InlineData("PK\u0003\u0004rest", "ZIP", "unpack")]
    [InlineData("<!DOCTYPE html><html>", "web page", "download the file again")]
    public void Names_the_kind_and_the_command(string start, string kind, string advice)
    {
        foreach (var packed in (bool[])[false, true])
        {
            byte[] bytes = [.. Encoding.Latin1.GetBytes(start), .. start.Length > 60 ? [] : new byte[400]];
            var path = _folder.Put("scan.dat", packed ? TempFolder.Gzip(bytes) : bytes);
            var message = Assert.Throws<ImageException>(() => NiftiReader.Read(path)).Message;
            Assert.Contains($"{path} is not NIfTI but", message);
            Assert.Contains(kind, message);
            Assert.Contains(string.Format(null, advice, path, _folder.At("scan")), message);
        }
    }

    [Fact]
    public void Names_DICOM_by_its_mark_at_byte_128()
    {
        var path = _folder.Put("im0001", [.. new byte[128], .. "DICM"u8, .. new byte[600]]);
        Assert.Contains("is not NIfTI but a DICOM file; convert its folder with `dcm2niix", Error(path));
    }

    [Fact]
    public void Names_FreeSurfer_images_by_their_first_numbers()
    {
        byte[] header = [0, 0, 0, 1, 0, 0, 0, 40, 0, 0, 0, 44, 0, 0, 0, 36, 0, 0, 0, 1, 0, 0, 0, 3, .. new byte[400]];
        var path = _folder.Put("brain.mgz", TempFolder.Gzip(header));
        Assert.Contains($"`mri_convert {path} {_folder.At("brain.nii.gz")}`", Error(path));
    }

    [Fact]
    public void Names_ANALYZE_images_and_warns_of_left_and_right()
    {
        var path = _folder.Put("old.hdr", NiftiBytes.Small().With(NiftiBytes.Magic, 0f)[..348]);
        var message = Error(path);
        Assert.Contains("ANALYZE 7.5", message);
        Assert.Contains($"`mri_convert {_folder.At("old.img")} {_folder.At("old.nii.gz")}` and check left and right", message);
    }

    [Theory]
    [InlineData(".git/annex/objects/x9/25/key/key", "`git annex get ")]
    [InlineData("../elsewhere/t1.nii.gz", "or correct the link")]
    public void Advises_by_the_target_of_a_broken_link(string target, string advice)
    {
        File.CreateSymbolicLink(_folder.At("t1.nii.gz"), target);
        var message = Error(_folder.At("t1.nii.gz"));
        Assert.Contains($"run `datalad get {_folder.At("t1.nii.gz")}`", message);
        Assert.Contains(advice, message);
    }

    [Theory]
    [InlineData(64, "store the image as float32")]
    [InlineData(1024, "store the image as float32")]
    [InlineData(16, "crop or downsample")]
    public void Advises_float32_for_a_volume_that_is_too_large_only_by_its_type(int datatype, string advice)
    {
        var bytes = NiftiBytes.Small().With(NiftiBytes.Datatype, (short)datatype);
        var side = datatype == 16 ? (short)900 : (short)700;
        for (var i = 1; i <= 3; i++)
        {
            bytes = bytes.With(NiftiBytes.Dim + 2 * i, side);
        }

        Assert.Contains(advice, Error(_folder.Put("large.nii", bytes)));
    }

    private static string Error(string path) => Assert.Throws<ImageException>(() => NiftiReader.Read(path)).Message;
}
