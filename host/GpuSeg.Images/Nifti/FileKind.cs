using System.Text;

namespace GpuSeg.Images.Nifti;

/// <summary>Recognises files that are not NIfTI by their first bytes, and says what to do with them.</summary>
internal static class FileKind
{
    private const string Convert3D = "convert it to NIfTI, for example with 3D Slicer or `c3d";

    // Placeholders of version control: the image itself is elsewhere.
    private static readonly (string Start, string Name, string Advice)[] s_pointers =
    [
        ("/annex/objects/", "a git-annex pointer without the image", "run `datalad get {0}` or `git annex get {0}`"),
        ("version https://git-lfs.github.com/spec/", "a git-lfs pointer without the image", "run `git lfs pull`"),
    ];

    private static readonly (int At, byte[] Bytes, string Name, string Advice)[] s_kinds =
    [
        (0, Latin("NRRD0"), "an NRRD image", Convert3D + " {0} -o {1}`"),
        (0, Latin("\u0089HDF\r\n\u001a\n"), "an HDF5 file, as MINC 2 images are", "convert it with `mnc2nii {0} {2}` if it is one"),
        (0, Latin("CDF\u0001"), "a NetCDF file, as MINC 1 images are", "convert it with `mnc2nii {0} {2}` if it is one"),
        (0, Latin("CDF\u0002"), "a NetCDF file, as MINC 1 images are", "convert it with `mnc2nii {0} {2}` if it is one"),
        (128, Latin("DICM"), "a DICOM file", "convert its folder with `dcm2niix -z y FOLDER`"),
        (0, Latin("ObjectType ="), "a MetaImage", Convert3D + " {0} -o {1}`"),
        (0, Latin("mrtrix image"), "an MRtrix image", "convert it with `mrconvert {0} {1}`"),
        (0, Latin("\u0093NUMPY"), "a NumPy array, which has no place in the scanner", "save it as NIfTI with its affine, with nibabel"),
        (0, Latin("MATLAB 5.0 MAT-file"), "a MATLAB file", "save the image as NIfTI with `niftiwrite`"),
        (0, Latin("MATRIX7"), "an ECAT image", "convert it with `mri_convert {0} {1}`"),
        (0, Latin("# === DATA DESCRIPTION FILE"), "a Philips PAR file", "convert it with `dcm2niix -z y {0}`"),
        (0, Latin("BZh"), "compressed with bzip2", "unpack it with `bunzip2 {0}`"),
        (0, Latin("\u00fd7zXZ"), "compressed with xz", "unpack it with `unxz {0}`"),
        (0, Latin("\u0028\u00b5\u002f\u00fd"), "compressed with Zstandard", "unpack it with `unzstd {0}`"),
        (0, Latin("PK\u0003\u0004"), "a ZIP archive", "unpack it and name the image in it"),
        (257, Latin("ustar"), "a tar archive", "unpack it and name the image in it"),
        (0, Latin("\u0089PNG"), "a PNG picture", "give the NIfTI image that it shows"),
        (0, Latin("\u00ff\u00d8\u00ff"), "a JPEG picture", "give the NIfTI image that it shows"),
        (0, Latin("<?xml"), "an XML file, as GIfTI surfaces are", "give a NIfTI image of the volume"),
        (0, Latin("<!DOCTYPE html"), "a web page, not the image that was to be downloaded", "download the file again"),
        (0, Latin("<html"), "a web page, not the image that was to be downloaded", "download the file again"),
    ];

    /// <summary>Describes a file of another kind and what to do with it; null if the kind is not known.</summary>
    /// <param name="stored">The first bytes of the file, inflated.</param>
    /// <param name="path">The file, for the command in the advice.</param>
    public static (string Name, string Advice)? Of(ReadOnlySpan<byte> stored, string path)
    {
        foreach (var (start, name, advice) in s_pointers)
        {
            if (stored.StartsWith(Encoding.ASCII.GetBytes(start)))
            {
                return (name, string.Format(null, advice, path));
            }
        }

        foreach (var (at, bytes, name, advice) in s_kinds)
        {
            if (stored.Length >= at + bytes.Length && stored[at..].StartsWith(bytes))
            {
                return (name, Filled(advice, path));
            }
        }

        return IsMgh(stored) ? ("a FreeSurfer image (MGH or MGZ)", Filled("convert it with `mri_convert {0} {1}`", path))
            : IsAfni(path) ? ("an AFNI image", Filled("convert it with `3dAFNItoNIFTI -prefix {1} {0}`", path))
            : null;
    }

    // Version 1, then three dimensions, the frames and the type 0 to 10, all with the most significant byte first.
    private static bool IsMgh(ReadOnlySpan<byte> stored) =>
        stored.Length >= 24 && stored is [0, 0, 0, 1, 0, 0, ..] && stored[20..23].IndexOfAnyExcept((byte)0) < 0 && stored[23] <= 10;

    private static bool IsAfni(string path) => path.EndsWith(".HEAD", StringComparison.Ordinal)
        || path.EndsWith(".BRIK", StringComparison.Ordinal) || path.EndsWith(".BRIK.gz", StringComparison.Ordinal);

    private static string Filled(string advice, string path)
    {
        var name = NiftiPaths.WithoutExtension(path);
        return string.Format(null, advice, path, $"{name}.nii.gz", $"{name}.nii");
    }

    private static byte[] Latin(string text) => Encoding.Latin1.GetBytes(text);
}
