namespace GpuSeg.Studies.Segmentation;

/// <summary>What is done to the intensities before they are clustered.</summary>
public enum FeatureScaling
{
    /// <summary>Nothing: the values as the files give them.</summary>
    None,

    /// <summary>Every image to mean 0 and population variance 1 over the mask.</summary>
    Standard,
}
