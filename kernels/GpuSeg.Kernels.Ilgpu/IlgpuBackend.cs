using GpuSeg.Engine.Passes;
using GpuSeg.Engine.Voxels;
using GpuSeg.Kernels.Cpu;
using GpuSeg.Kernels.Ilgpu.Device;
using GpuSeg.Kernels.Ilgpu.DeviceKernels;
using GpuSeg.Kernels.Ilgpu.Models;
using GpuSeg.Kernels.Ilgpu.Passes;
using GpuSeg.Kernels.Ilgpu.Registers;
using GpuSeg.Kernels.Measuring;
using ILGPU;
using ILGPU.Runtime;

namespace GpuSeg.Kernels.Ilgpu;

/// <summary>A backend on an accelerator of ILGPU, which owns the context, the accelerator and the compiled kernels.</summary>
internal sealed class IlgpuBackend : IBackend, IMemoryProbe, ILaunchProbe
{
    private const int CopiesInARow = 20;

    private readonly Context _context;
    private readonly Accelerator _accelerator;
    private readonly LaunchShape _launch;
    private readonly KernelCache _kernels;
    private readonly CpuBackend _weighted = new(threads: 1);

    public IlgpuBackend(string name, Context context, Accelerator accelerator, LaunchShape launch)
    {
        (Name, _context, _accelerator, _launch) = (name, context, accelerator, launch);
        (_kernels, Streams) = (new(accelerator, launch.Sink), new(accelerator));
    }

    public string Name { get; }

    internal DeviceStreams Streams { get; }

    public bool HasDevice => true;

    // ILGPU's CPU accelerator gives no bound of its memory.
    public string Device => $"{_accelerator.Name}, {_accelerator.NumMultiprocessors} multiprocessors"
        + (_accelerator.MemorySize == long.MaxValue ? "" : $", {_accelerator.MemorySize >> 20} MiB");

    // Weighted rows are few on purpose: a launch costs more than a whole pass over them on one CPU thread, which wakes no other.
    public IVoxelPasses Load(FeatureMatrix features, VoxelFrame frame, float[]? weights = null) =>
        weights is null ? Load(features, frame) : _weighted.Load(features, frame, weights);

    /// <summary>
    /// Compiles and runs the smallest kernel, so that a driver that refuses ILGPU's code does so before a fit, not in it.
    /// </summary>
    public void Prove()
    {
        var stream = Streams.Take();
        var (partials, stopped) = (stream.Partials.Upload([1f, 2f]), stream.NoneStopped.Upload([0]));
        var (sum, found) = (stream.Sums.Device(1), new double[1]);
        _kernels.Fold()(stream.Queue, new(1, _launch.GroupSize), partials, 2, stopped, sum);
        Transfer.Down(stream.Queue, sum, found);
        Streams.Return(stream);
        if (found[0] != 3)
        {
            throw new BackendUnavailableException($"its first kernel computes 1 + 2 = {found[0]}.");
        }
    }

    public MemoryRate Measure(long bytes)
    {
        try
        {
            return new("copy", 2 * bytes / CopySeconds(bytes));
        }
        catch (Exception refused) when (refused is AcceleratorException or OutOfMemoryException)
        {
            throw new BackendUnavailableException(
                $"The backend {Name} cannot hold {bytes} bytes twice ({refused.Message.TrimEnd('.')}).", refused);
        }
    }

    public double EmptyIteration(int iterations)
    {
        using var memory = _accelerator.Allocate1D<float>(1);
        var kernel = _accelerator.LoadStreamKernel<ArrayView<float>>(Nothing);
        var view = memory.View.BaseView;
        // Those of a model that fuses: the sweep, the fold, and the step unless the fold's last group takes it.
        var launches = iterations * (_launch.HasAtomics ? 2 : 3);
        return MemoryRate.Fastest(Chain) / iterations;

        void Chain()
        {
            for (var i = 0; i < launches; i++)
            {
                kernel(new(1, _launch.GroupSize), view);
            }

            _accelerator.Synchronize();
        }
    }

    public void Dispose()
    {
        _weighted.Dispose();
        Streams.Dispose();
        _accelerator.Dispose();
        _context.Dispose();
    }

    private static void Nothing(ArrayView<float> memory)
    {
    }

    private double CopySeconds(long bytes)
    {
        using var source = _accelerator.Allocate1D<byte>(bytes);
        using var target = _accelerator.Allocate1D<byte>(bytes);
        source.MemSetToZero();
        return MemoryRate.Fastest(CopyInARow) / CopiesInARow;

        // One after the other without waiting: the way to the device and back counts once.
        void CopyInARow()
        {
            for (var i = 0; i < CopiesInARow; i++)
            {
                source.View.CopyTo(_accelerator.DefaultStream, target.View);
            }

            _accelerator.Synchronize();
        }
    }

    /// <summary>Loads voxels of any values as float32.</summary>
    internal IVoxelPasses LoadSingle(FeatureMatrix features, VoxelFrame frame) =>
        OnStream(stream => NewPasses(stream, VoxelMemory.LoadSingle(stream, features, frame), frame))!;

    /// <summary>Loads voxels of whole numbers as int16; null if a voxel does not fit.</summary>
    internal IVoxelPasses? LoadShort(FeatureMatrix features, VoxelFrame frame) =>
        OnStream(stream => VoxelMemory.LoadShort(stream, features, frame) is { } memory ? NewPasses(stream, memory, frame) : null);

    // A stream on which a load failed is not used again.
    private IVoxelPasses? OnStream(Func<DeviceStream, IVoxelPasses?> load)
    {
        var stream = Streams.Take();
        try
        {
            if (load(stream) is { } passes)
            {
                return passes;
            }
        }
        catch
        {
            stream.Dispose();
            throw;
        }

        Streams.Return(stream);
        return null;
    }

    private IVoxelPasses Load(FeatureMatrix features, VoxelFrame frame)
    {
        ArgumentNullException.ThrowIfNull(features);
        ArgumentNullException.ThrowIfNull(frame);
        if (features.Dimensions > ComponentShape.MostDimensions)
        {
            throw new BackendUnavailableException(
                $"The backend {Name} takes at most {ComponentShape.MostDimensions} images, not {features.Dimensions}; "
                + "use the backend cpu.");
        }

        try
        {
            return (_launch.PrefersShorts ? LoadShort(features, frame) : null) ?? LoadSingle(features, frame);
        }
        catch (Exception refused) when (refused is AcceleratorException or OutOfMemoryException)
        {
            throw new BackendUnavailableException(
                $"The backend {Name} cannot hold {features.Count} voxels of {features.Dimensions} images ({refused.Message.TrimEnd('.')}); "
                + "use the backend cpu.",
                refused);
        }
    }

    private IlgpuPasses<TVoxels> NewPasses<TVoxels>(DeviceStream stream, VoxelMemory<TVoxels> memory, VoxelFrame frame)
        where TVoxels : struct, IVoxelStore => new(_launch, _kernels, Streams, stream, memory, frame);
}
