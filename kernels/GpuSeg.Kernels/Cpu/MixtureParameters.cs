using GpuSeg.Engine.Passes;

namespace GpuSeg.Kernels.Cpu;

/// <summary>One mixture in float32, in units of log 2, as <see cref="DensityKernel"/> reads it.</summary>
internal sealed unsafe class MixtureParameters : IDisposable
{
    // |U d|^2 / 2 in units of log 2 is |(s U) d|^2.
    private static readonly double s_factorScale = Math.Sqrt(1 / (2 * Math.Log(2)));

    private readonly AlignedBuffer<float> _memory = new();
    private bool[] _isWhitened = [];
    private int _dimensions;

    public MixtureParameters(MixtureDensity density) => Set(density);

    public int Components { get; private set; }

    /// <summary>Taken off every log-density in double, because float32 would round a large one by as much for all voxels.</summary>
    public double LargestOffset { get; private set; }

    private int Size => 1 + _dimensions + Triangular.Size(_dimensions);

    public void Set(MixtureDensity density)
    {
        (_dimensions, Components) = (density.Dimensions, density.Components);
        var next = _memory.Require(Components * Size);
        LargestOffset = density.Offsets[0];
        foreach (var offset in density.Offsets)
        {
            LargestOffset = Math.Max(LargestOffset, offset);
        }

        if (_isWhitened.Length < Components)
        {
            _isWhitened = new bool[Components];
        }

        var triangle = Triangular.Size(_dimensions);
        for (var k = 0; k < Components; k++)
        {
            _isWhitened[k] = Whitening.IsNeeded(density.Factors.AsSpan(k * triangle, triangle), _dimensions);
            *next++ = (float)((density.Offsets[k] - LargestOffset) / Math.Log(2));
            next = Append(next, density.Means.AsSpan(k * _dimensions, _dimensions), 1);
            next = Append(next, density.Factors.AsSpan(k * triangle, triangle), s_factorScale);
        }
    }

    public float* Means(int k) => _memory.Pointer + (k * Size) + 1;

    /// <summary>Whether the sums of component <paramref name="k"/> are taken in whitened coordinates.</summary>
    public bool IsWhitened(int k) => _isWhitened[k];

    /// <summary>The factor U of component <paramref name="k"/> as the kernels read it, packed.</summary>
    public double[] Factor(int k)
    {
        var factor = new double[Triangular.Size(_dimensions)];
        for (var i = 0; i < factor.Length; i++)
        {
            factor[i] = Means(k)[_dimensions + i];
        }

        return factor;
    }

    /// <summary>Log-densities of all components over a block of voxels into <see cref="Scratch.Shares"/>.</summary>
    /// <remarks>Voxels that pad the last vector get 1 for the first component, so that they add nothing to any log of sums.</remarks>
    public void Densities<TSimd>(VoxelPlanes voxels, int start, int count, Scratch scratch)
        where TSimd : unmanaged, ISimd<TSimd>
    {
        for (var k = 0; k < Components; k++)
        {
            DensityKernel.Run<TSimd>(
                _dimensions,
                voxels[start],
                voxels.Stride,
                _memory.Pointer + (k * Size),
                scratch.Shares + (k * Partition.Block),
                Partition.RoundUp(count),
                scratch.Differences);
            Partition.Pad(scratch.Shares + (k * Partition.Block), count, k == 0 ? 0 : float.NegativeInfinity);
        }
    }

    public void Dispose() => _memory.Dispose();

    private static float* Append(float* next, ReadOnlySpan<double> values, double scale)
    {
        foreach (var value in values)
        {
            *next++ = (float)(value * scale);
        }

        return next;
    }
}
