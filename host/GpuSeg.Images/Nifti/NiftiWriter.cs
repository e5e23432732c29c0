using System.IO.Compression;
using System.Text;
using GpuSeg.Images.Files;

namespace GpuSeg.Images.Nifti;

/// <summary>Writes single little-endian NIfTI files in the version of the reference; the same image gives the same bytes.</summary>
public static class NiftiWriter
{
    private const int LongestDescription = 79;
    private const long SpaceUnits = 7, Millimetres = 2, TimeUnits = 0x38, Seconds = 8;

    private static readonly NiftiField[] s_gridFields =
    [
        NiftiField.Dim, NiftiField.Pixdim, NiftiField.XyztUnits, NiftiField.QformCode, NiftiField.SformCode,
        NiftiField.Quatern, NiftiField.Qoffset, NiftiField.Srow,
    ];

    /// <summary>Writes the image to a file that appears complete or not at all, gzipped if the name ends with .nii.gz.</summary>
    /// <exception cref="OutputException">
    /// The name is not one of NIfTI, the file exists and may not be overwritten, or writing fails.
    /// </exception>
    public static void Write(OutputImage image, string path, bool overwrite = false)
    {
        using var outputs = new OutputSet(overwrite);
        outputs.AddImage(path, image);
        outputs.Commit();
    }

    /// <summary>Writes the image to a stream, which stays open.</summary>
    public static void Write(OutputImage image, Stream stream, bool compress)
    {
        ArgumentNullException.ThrowIfNull(image);
        ArgumentNullException.ThrowIfNull(stream);
        if (!compress)
        {
            WriteAll(image, stream);
            return;
        }
        using var gzip = new GZipStream(stream, image.Compression, leaveOpen: true);
        WriteAll(image, gzip);
    }

    /// <summary>Adds an image to the outputs of a run; the name ends with .nii.gz or .nii.</summary>
    /// <exception cref="OutputException">As for <see cref="OutputSet.Add"/>, or the name has another ending.</exception>
    public static void AddImage(this OutputSet outputs, string path, OutputImage image)
    {
        ArgumentNullException.ThrowIfNull(outputs);
        ArgumentNullException.ThrowIfNull(path);
        var compress = path.EndsWith(".nii.gz", StringComparison.OrdinalIgnoreCase);
        if (!compress && !path.EndsWith(".nii", StringComparison.OrdinalIgnoreCase))
        {
            throw new OutputException($"{path} does not name a NIfTI image; end it with .nii.gz or .nii.");
        }
        outputs.Add(path, stream => Write(image, stream, compress));
    }

    private static void WriteAll(OutputImage image, Stream stream)
    {
        stream.Write(CreateHeader(image).Bytes);
        // "No extensions follow."
        stream.Write(stackalloc byte[4]);
        image.WriteVoxels(stream);
    }

    private static NiftiFields CreateHeader(OutputImage image)
    {
        var reference = image.Reference.Fields;
        var header = new NiftiFields(reference.Layout);
        foreach (var field in s_gridFields)
        {
            header.CopyFrom(reference, field);
        }

        SetDimensions(header, image.VolumeCount);
        header.Set(NiftiField.SizeofHdr, header.Layout.HeaderSize);
        header.Layout.SingleMagic.CopyTo(header.Raw(NiftiField.Magic));
        header.Set(NiftiField.VoxOffset, header.Layout.SingleFileOffset);
        header.Set(NiftiField.Datatype, (int)image.Datatype);
        header.Set(NiftiField.Bitpix, 8 * image.Datatype.Size());
        header.Set(NiftiField.SclSlope, 1);
        header.Set(NiftiField.IntentCode, image.IntentCode);
        header.Set(NiftiField.CalMax, image.DisplayMaximum);
        var description = Encoding.ASCII.GetBytes(image.Description);
        description.AsSpan(0, Math.Min(LongestDescription, description.Length)).CopyTo(header.Raw(NiftiField.Descrip));
        return header;
    }

    /// <summary>
    /// Sets dim: 2-D and 3-D references keep theirs bit for bit; several volumes need a fourth dimension, one volume drops it.
    /// </summary>
    private static void SetDimensions(NiftiFields header, int volumes)
    {
        var dimensions = header.Integer(NiftiField.Dim);
        if (volumes == 1 && dimensions <= 3)
        {
            return;
        }

        header.Set(NiftiField.Dim, volumes == 1 ? 3 : 4);
        for (var i = dimensions + 1; i <= 3; i++)
        {
            header.Set(NiftiField.Dim, 1, (int)i);
        }

        for (var i = 4; i < 8; i++)
        {
            header.Set(NiftiField.Dim, i == 4 ? volumes : 1, i);
        }

        if (volumes > 1)
        {
            SetFourthStep(header);
        }
    }

    /// <summary>Sets the step of the fourth dimension, and missing units to mm and s: validators complain without them.</summary>
    private static void SetFourthStep(NiftiFields header)
    {
        var units = header.Integer(NiftiField.XyztUnits);
        header.Set(NiftiField.Pixdim, 1, 4);
        header.Set(NiftiField.XyztUnits, units | ((units & SpaceUnits) == 0 ? Millimetres : 0) | ((units & TimeUnits) == 0 ? Seconds : 0));
    }
}
