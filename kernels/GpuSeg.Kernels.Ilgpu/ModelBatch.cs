namespace GpuSeg.Kernels.Ilgpu;

/// <summary>Models of one shape, next to each other in memory.</summary>
/// <param name="Shape">What they have in common.</param>
/// <param name="First">How many models lie before them.</param>
/// <param name="Models">How many there are.</param>
/// <param name="ParametersAt">Where their parameters begin.</param>
/// <param name="SumsAt">Where their sums begin.</param>
internal readonly record struct ModelBatch(ModelShape Shape, int First, int Models, int ParametersAt, int SumsAt)
{
    public int Parameters => Models * Shape.Parameters;

    public int Sums => Models * Shape.Sums;

    /// <summary>The place after this batch, for the next.</summary>
    public ModelBatch Next(ModelShape shape, int models) =>
        new(shape, First + Models, models, ParametersAt + Parameters, SumsAt + Sums);
}
