namespace GpuSeg.Studies.Phantom;

/// <summary>What <see cref="BrainPhantom"/> makes; equal options give equal voxels on every machine.</summary>
public sealed record PhantomOptions
{
    /// <summary>Voxels from left to right and from back to front; three eighths as many from bottom to top. A multiple of 8, 32..512.</summary>
    public int Size { get; init; } = 128;

    /// <summary>Chooses the subject: size, folds, ventricles, tumour, bias fields and noise.</summary>
    public int Seed { get; init; }

    /// <summary>Standard deviation of the noise in either channel, as a share of grey matter's intensity; 0..1.</summary>
    public double Noise { get; init; } = 0.05;

    /// <summary>Largest deviation of the bias field from 1; 0..0.5.</summary>
    public double Bias { get; init; } = 0.15;

    /// <summary>Whether the subject has a tumour.</summary>
    public bool Tumour { get; init; } = true;

    /// <summary>Most threads to use, -1 for all cores; the voxels are the same for any number.</summary>
    public int Threads { get; init; } = -1;
}
