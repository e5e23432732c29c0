using GpuSeg.Engine.Passes;
using GpuSeg.Kernels.Cpu.Chunks;
using GpuSeg.Kernels.Shared;

namespace GpuSeg.Kernels.Cpu.Passes;

/// <summary>A <see cref="BiasedMixture"/> in float32, as a sweep reads it.</summary>
internal sealed unsafe class FieldModel : IDisposable
{
    private const int NumbersPerTerm = 3;

    private readonly AlignedBuffer<float> _terms = new();

    /// <summary>The mixture before the field.</summary>
    public BlockMixture Packed { get; } = new();

    /// <summary>The mixture in double.</summary>
    public BiasedMixture Mixture { get; private set; } = null!;

    /// <summary>Takes over <paramref name="mixture"/> in place of the mixture before.</summary>
    public void Set(BiasedMixture mixture)
    {
        (Mixture, var density) = (mixture, mixture.Density);
        Packed.Set(density);
        var sensitivities = FieldMoments.Sensitivities(mixture);
        var next = _terms.Require((long)NumbersPerTerm * density.Components * density.Dimensions);
        for (var j = 0; j < density.Dimensions; j++)
        {
            for (var k = 0; k < density.Components; k++, next += NumbersPerTerm)
            {
                next[0] = Packed.Means(k)[j];
                next[1] = (float)sensitivities[(k * density.Dimensions) + j];
                next[2] = (float)(sensitivities[(k * density.Dimensions) + j] * Lever(k, j));
            }
        }
    }

    /// <summary>Returns mean, sensitivity and weight of every component for a feature.</summary>
    public float* Terms(int feature) => _terms.Pointer + (NumbersPerTerm * feature * Packed.Components);

    /// <summary>Computes m_kd - z_d, the distance from intensity 0 that the field multiplies.</summary>
    public double Lever(int component, int feature) =>
        Mixture.Density.Means[(component * Packed.Dimensions) + feature] - Mixture.Zeros[feature];

    /// <summary>Converts log w_k to units of log 2.</summary>
    public float LogWeight(int component) => (float)(Mixture.LogWeights[component] / PackedMixture.Ln2);

    public void Dispose()
    {
        _terms.Dispose();
        Packed.Dispose();
    }
}
