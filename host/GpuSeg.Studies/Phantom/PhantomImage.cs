namespace GpuSeg.Studies.Phantom;

/// <summary>One image of a phantom.</summary>
/// <param name="Name">File name without extensions: t1, t1_contrast, flair or adc.</param>
/// <param name="Values">Whole numbers in file order; 0 outside the brain, at least 1 inside.</param>
public sealed record PhantomImage(string Name, float[] Values);
