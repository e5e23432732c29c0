using ILGPU.Runtime;

namespace GpuSeg.Kernels.Ilgpu;

/// <summary>A stream of the accelerator and the memory in which the passes over one set of voxels work on it: lanes do not wait for one another.</summary>
/// <remarks>A lane serves one set of voxels after another. Its memory grows with the need and is kept, since a device that gets memory back waits for all that it has to do.</remarks>
internal sealed class Lane(Accelerator accelerator, AcceleratorStream stream) : IDisposable
{
    public AcceleratorStream Stream { get; } = stream;

    /// <summary>Voxels in whatever form they are stored.</summary>
    public DeviceBuffer<byte> Voxels { get; } = new(accelerator, stream);

    /// <summary>Models.</summary>
    public Staging<float> Parameters { get; } = new(accelerator, stream);

    /// <summary>Sums of a pass.</summary>
    public Staging<double> Sums { get; } = new(accelerator, stream);

    /// <summary>Rows of partial sums.</summary>
    public DeviceBuffer<float> Partials { get; } = new(accelerator, stream);

    /// <summary>A number per voxel, as the next two: its largest score.</summary>
    public DeviceBuffer<float> Largest { get; } = new(accelerator, stream);

    /// <summary>Its normaliser.</summary>
    public DeviceBuffer<float> Normalisers { get; } = new(accelerator, stream);

    /// <summary>Its share in a component.</summary>
    public DeviceBuffer<float> Shares { get; } = new(accelerator, stream);

    /// <summary>The first component of largest score of every voxel.</summary>
    public DeviceBuffer<byte> First { get; } = new(accelerator, stream);

    /// <summary>See <see cref="VoxelSweeps{TVoxels}.NoneStopped"/>.</summary>
    public DeviceBuffer<int> NoneStopped { get; } = new(accelerator, stream);

    /// <summary>See <see cref="StepState.Controls"/>.</summary>
    public Staging<double> Controls { get; } = new(accelerator, stream);

    /// <summary>How far the models of an iteration are.</summary>
    public Staging<int> States { get; } = new(accelerator, stream);

    /// <summary>See <see cref="StepState.Trace"/>.</summary>
    public Staging<double> Trace { get; } = new(accelerator, stream);

    /// <summary>Sums of a step.</summary>
    public DeviceBuffer<double> StepSums { get; } = new(accelerator, stream);

    /// <summary>See <see cref="StepState.Scratch"/>.</summary>
    public DeviceBuffer<double> Scratch { get; } = new(accelerator, stream);

    /// <summary>See <see cref="StepState.Zero"/>.</summary>
    public DeviceBuffer<double> Zero { get; } = new(accelerator, stream);

    public void Dispose()
    {
        IDisposable[] parts = [Voxels, Parameters, Sums, Partials, Largest, Normalisers, Shares, First, NoneStopped, Controls, States, Trace, StepSums, Scratch, Zero, Stream];
        Array.ForEach(parts, part => part.Dispose());
    }
}
