using GpuSeg.Engine;
using GpuSeg.Engine.Passes;
using ILGPU;
using ILGPU.Runtime;

namespace GpuSeg.Kernels.Ilgpu;

/// <summary>Passes on an accelerator of ILGPU; owns the context, the accelerator and the compiled kernels.</summary>
internal sealed class IlgpuBackend : IBackend
{
    private readonly Context _context;
    private readonly Accelerator _accelerator;
    private readonly LaunchShape _launch;
    private readonly KernelCache _kernels;

    public IlgpuBackend(string name, Context context, Accelerator accelerator, LaunchShape launch)
    {
        (Name, _context, _accelerator, _launch) = (name, context, accelerator, launch);
        _kernels = new(accelerator, launch.Sink);
    }

    public string Name { get; }

    // ILGPU's processor accelerator names no bound for its memory.
    public string Device => $"{_accelerator.Name}, {_accelerator.NumMultiprocessors} multiprocessors"
        + (_accelerator.MemorySize == long.MaxValue ? "" : $", {_accelerator.MemorySize >> 20} MiB");

    public IVoxelPasses Load(FeatureMatrix features, VoxelFrame frame)
    {
        ArgumentNullException.ThrowIfNull(features);
        ArgumentNullException.ThrowIfNull(frame);
        return features.Dimensions <= ComponentShape.MostDimensions
            ? new IlgpuPasses(_accelerator, _launch, _kernels, features, frame)
            : throw new BackendUnavailableException(
                $"The backend {Name} takes at most {ComponentShape.MostDimensions} images, not {features.Dimensions}; "
                + "choose the backend cpu.");
    }

    public void Dispose()
    {
        _accelerator.Dispose();
        _context.Dispose();
    }
}
