namespace GpuSeg.Images.Views;

/// <summary>A plane through the body in which slices are looked at.</summary>
public enum Plane
{
    /// <summary>Across the body: left to right, back to front.</summary>
    Axial,

    /// <summary>Along the forehead: left to right, feet to head.</summary>
    Coronal,

    /// <summary>Along the nose: back to front, feet to head.</summary>
    Sagittal,
}
