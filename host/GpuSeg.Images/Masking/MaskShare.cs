namespace GpuSeg.Images.Masking;

/// <summary>What one image does to the mask.</summary>
/// <param name="Name">Name of the image.</param>
/// <param name="KeptByOthers">Voxels that all other images and the mask file keep.</param>
/// <param name="RemovedAlone">Voxels among them that this image drops.</param>
/// <param name="NonFinite">NaN and infinite voxels in the whole image.</param>
/// <param name="NonFiniteAlone">NaN and infinite voxels where all others keep.</param>
public sealed record MaskShare(string Name, int KeptByOthers, int RemovedAlone, int NonFinite, int NonFiniteAlone)
{
    /// <summary>RemovedAlone / KeptByOthers, from 0 to 1; 0 where the others keep nothing.</summary>
    public double Share => KeptByOthers == 0 ? 0 : (double)RemovedAlone / KeptByOthers;
}
