using ILGPU.Runtime;

namespace GpuSeg.Kernels.Ilgpu.Device;

/// <summary>A stream of the accelerator with the memory of passes over one set of voxels: streams do not wait for one another.</summary>
/// <remarks>
/// A stream serves one set of voxels after another. Its memory grows with the need and is kept, since a device that gets memory back
/// waits for all that it has to do.
/// </remarks>
internal sealed class DeviceStream(Accelerator accelerator, AcceleratorStream queue) : IDisposable
{
    /// <summary>ILGPU's stream, which runs what is queued in order.</summary>
    public AcceleratorStream Queue { get; } = queue;

    /// <summary>Voxels, as bytes of any form.</summary>
    public DeviceBuffer<byte> Voxels { get; } = new(accelerator, queue);

    /// <summary>Models.</summary>
    public Staging<float> Parameters { get; } = new(accelerator, queue);

    /// <summary>Sums of a pass.</summary>
    public Staging<double> Sums { get; } = new(accelerator, queue);

    /// <summary>Rows of partial sums.</summary>
    public DeviceBuffer<float> Partials { get; } = new(accelerator, queue);

    /// <summary>The largest score of every voxel.</summary>
    public DeviceBuffer<float> Largest { get; } = new(accelerator, queue);

    /// <summary>The normaliser of every voxel.</summary>
    public DeviceBuffer<float> Normalisers { get; } = new(accelerator, queue);

    /// <summary>The share of every voxel in a component.</summary>
    public DeviceBuffer<float> Shares { get; } = new(accelerator, queue);

    /// <summary>The first component of largest score of every voxel.</summary>
    public DeviceBuffer<byte> First { get; } = new(accelerator, queue);

    /// <summary>Zeros: no model has stopped.</summary>
    public DeviceBuffer<int> NoneStopped { get; } = new(accelerator, queue);

    /// <summary>Controls of the models of an iteration.</summary>
    public Staging<double> Controls { get; } = new(accelerator, queue);

    /// <summary>Progress of the models of an iteration.</summary>
    public Staging<int> States { get; } = new(accelerator, queue);

    /// <summary>Outcomes of the steps of an iteration.</summary>
    public Staging<double> Trace { get; } = new(accelerator, queue);

    /// <summary>Sums of a step.</summary>
    public DeviceBuffer<double> StepSums { get; } = new(accelerator, queue);

    /// <summary>Cholesky factors of a step.</summary>
    public DeviceBuffer<double> Factors { get; } = new(accelerator, queue);

    /// <summary>The user's 0 in the frame of the voxels.</summary>
    public DeviceBuffer<double> Zero { get; } = new(accelerator, queue);

    /// <summary>Creates memory that is not shared, for state that outlives a pass.</summary>
    public DeviceBuffer<T> NewBuffer<T>()
        where T : unmanaged => new(accelerator, Queue);

    public void Dispose()
    {
        IDisposable[] parts =
        [
            Voxels, Parameters, Sums, Partials, Largest, Normalisers, Shares, First, NoneStopped,
            Controls, States, Trace, StepSums, Factors, Zero, Queue,
        ];
        Array.ForEach(parts, part => part.Dispose());
    }
}
