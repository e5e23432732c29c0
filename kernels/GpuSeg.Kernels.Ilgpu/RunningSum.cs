namespace GpuSeg.Kernels.Ilgpu;

/// <summary>
/// A float32 sum that remembers what rounding took from it (Kahan). Log-densities all have one sign: added plainly,
/// a few hundred of them are wrong by 1e-6 of a voxel's.
/// </summary>
internal struct RunningSum
{
    public float Value;
    private float _excess;

    public static RunningSum Add(RunningSum sum, float value)
    {
        var term = value - sum._excess;
        var next = sum.Value + term;
        return new() { Value = next, _excess = next - sum.Value - term };
    }
}
