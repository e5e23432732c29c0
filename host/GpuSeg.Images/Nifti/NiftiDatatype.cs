namespace GpuSeg.Images.Nifti;

/// <summary>The real scalar voxel types of NIfTI, by their code in the header.</summary>
#pragma warning disable CA1720 // The codes mean these types.
public enum NiftiDatatype
{
    /// <summary>Unsigned, 8 bits.</summary>
    UInt8 = 2,
    /// <summary>Signed, 16 bits.</summary>
    Int16 = 4,
    /// <summary>Signed, 32 bits.</summary>
    Int32 = 8,
    /// <summary>IEEE single precision.</summary>
    Float32 = 16,
    /// <summary>IEEE double precision.</summary>
    Float64 = 64,
    /// <summary>Signed, 8 bits.</summary>
    Int8 = 256,
    /// <summary>Unsigned, 16 bits.</summary>
    UInt16 = 512,
    /// <summary>Unsigned, 32 bits.</summary>
    UInt32 = 768,
    /// <summary>Signed, 64 bits.</summary>
    Int64 = 1024,
    /// <summary>Unsigned, 64 bits.</summary>
    UInt64 = 1280,
}
#pragma warning restore CA1720

/// <summary>Sizes and names of the voxel types.</summary>
public static class NiftiDatatypes
{
    /// <summary>Returns the number of bytes of one voxel.</summary>
    public static int Size(this NiftiDatatype datatype) => datatype switch
    {
        NiftiDatatype.UInt8 or NiftiDatatype.Int8 => 1,
        NiftiDatatype.Int16 or NiftiDatatype.UInt16 => 2,
        NiftiDatatype.Int32 or NiftiDatatype.UInt32 or NiftiDatatype.Float32 => 4,
        NiftiDatatype.Int64 or NiftiDatatype.UInt64 or NiftiDatatype.Float64 => 8,
        _ => throw new ArgumentOutOfRangeException(nameof(datatype)),
    };

    /// <summary>Returns the name that NumPy and nibabel use: <c>uint8</c>, <c>int16</c>, <c>float32</c> ...</summary>
    public static string NumpyName(this NiftiDatatype datatype) => datatype.ToString().ToLowerInvariant();

    internal static bool IsReal(long code) => code is 2 or 4 or 8 or 16 or 64 or 256 or 512 or 768 or 1024 or 1280;

    /// <summary>Names a code of the standard that does not mean a real scalar, for messages.</summary>
    internal static string NameOfUnsupported(long code) => code switch
    {
        0 => "unknown",
        1 => "one bit per voxel",
        32 => "complex64",
        128 => "RGB24",
        1536 => "float128",
        1792 => "complex128",
        2048 => "complex256",
        2304 => "RGBA32",
        _ => "not a code of the standard",
    };
}
