using System.Diagnostics.CodeAnalysis;

namespace GpuSeg.Images;

/// <summary>Messages about unusable input, in one place and out of the hot paths.</summary>
internal static class ImageErrors
{
    [DoesNotReturn]
    public static void ContentNotPresent(string path, bool isAnnexed) =>
        throw new ImageException(
            $"{path} is a link to a missing file: content not present; run `datalad get {path}`"
            + (isAnnexed ? $" or `git annex get {path}`." : " if it is of DataLad, or correct the link."));

    [DoesNotReturn]
    public static void Folder(string path) =>
        throw new ImageException($"{path} is a folder where a NIfTI file was expected; name the image file in it.");

    [DoesNotReturn]
    public static void Pipe(string path) =>
        throw new ImageException($"{path} is a pipe where a file was expected; save the image to a file first.");

    [DoesNotReturn]
    public static void Empty(string path) =>
        throw new ImageException($"{path} is empty (0 bytes) where a NIfTI image was expected; fetch or copy the file again.");

    [DoesNotReturn]
    public static void MissingPartner(string path, string partner) =>
        throw new ImageException($"{path} is half of a .hdr/.img pair and its other half {partner} is missing; put both in one folder.");

    [DoesNotReturn]
    public static void DamagedGzip(string path, Exception why) =>
        throw new ImageException(
            $"{path} is damaged: its gzip data do not decompress or do not match their checksum; fetch or copy the file again.", why);

    [DoesNotReturn]
    public static void EndMissing(string path) =>
        throw new ImageException(
            $"{path} is damaged: its gzip data do not end with the length of the image; fetch or copy the file again.");

    [DoesNotReturn]
    public static void TruncatedHeader(string path, int expected, int found) =>
        throw new ImageException(
            $"{path} is truncated or not NIfTI: a header takes {expected} bytes, found {found}; fetch or copy the file again.");

    [DoesNotReturn]
    public static void TruncatedVoxels(string path, long expected, long found) =>
        throw new ImageException($"{path} is truncated: expected {expected} bytes of voxels, found {found}; fetch or copy the file again.");

    [DoesNotReturn]
    public static void OffsetPastEnd(string path, long offset, long length) =>
        throw new ImageException(
            $"{path} is truncated or its header is wrong: the voxels should start at byte {offset}, but only {length} bytes are there; "
            + "fetch or copy the file again.");

    [DoesNotReturn]
    public static void NotNifti(string path, string found) =>
        throw new ImageException($"{path} is not NIfTI: {found}; convert it to NIfTI, for example with dcm2niix or nibabel.");

    [DoesNotReturn]
    public static void OtherKind(string path, string kind, string advice) =>
        throw new ImageException($"{path} is not NIfTI but {kind}; {advice}.");

    [DoesNotReturn]
    public static void BadHeader(string path, string found, string expected) =>
        throw new ImageException(
            $"{path} has an unusable NIfTI header: {found}, expected {expected}; write the file again with the program that made it.");

    [DoesNotReturn]
    public static void UnsupportedDatatype(string path, long code, string name) =>
        throw new ImageException(
            $"{path} has unsupported datatype {code} ({name}), expected real numbers (integers of 8 to 64 bits, float32 or float64); "
            + "convert the image first.");

    [DoesNotReturn]
    public static void TooLarge(string path, string shape, string datatype, bool fitsAsFloats) =>
        throw new ImageException(
            $"{path} claims {shape} voxels of {datatype}, more than the 2 GiB that one volume may take; "
            + (fitsAsFloats
                ? "store the image as float32, which loses nothing here: GpuSeg computes in float32."
                : "crop or downsample the image."));

    [DoesNotReturn]
    public static void NoImages() => throw new ImageException("No images were given; name at least one NIfTI file.");

    [DoesNotReturn]
    public static void SeveralMasks(string path, int volumes) =>
        throw new ImageException($"The mask {path} holds {volumes} volumes, expected a single 3-D image; extract the volume you mean.");

    [DoesNotReturn]
    public static void EmptyMaskFile(string path, string found) =>
        throw new ImageException($"The mask {path} is empty: {found}; check the file or choose another mask.")
        {
            IsSolvedByAnotherMask = true,
        };

    [DoesNotReturn]
    public static void AllExcluded(string path, int voxels) =>
        throw new ImageException(
            $"{path} excludes all {voxels} voxels of the mask, so there is nothing to fit; check that it is not inverted.")
        {
            IsSolvedByAnotherMask = true,
        };

    [DoesNotReturn]
    public static void BackgroundMask(string path, int voxels) =>
        throw new ImageException(
            $"All {voxels} voxels of the mask {path} are 0 in every image, so it holds background only; "
            + "check that it is not inverted or choose another mask.")
        {
            IsSolvedByAnotherMask = true,
        };

    [DoesNotReturn]
    public static void EmptyMask(string condition, IEnumerable<string> kept) =>
        throw new ImageException(
            $"No voxel is {condition}, so there is nothing to segment (voxels that each alone would keep: {string.Join(", ", kept)}); "
            + "check the images or choose another mask.")
        {
            IsSolvedByAnotherMask = true,
        };
}
