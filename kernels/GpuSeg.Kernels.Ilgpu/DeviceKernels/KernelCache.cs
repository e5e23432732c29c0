using System.Reflection;
using GpuSeg.Engine.Passes;
using GpuSeg.Kernels.Ilgpu.Models;
using GpuSeg.Kernels.Ilgpu.Registers;
using ILGPU;
using ILGPU.Runtime;

using Bytes = ILGPU.ArrayView<byte>;
using Doubles = ILGPU.ArrayView<double>;
using Floats = ILGPU.ArrayView<float>;
using Ints = ILGPU.ArrayView<int>;

namespace GpuSeg.Kernels.Ilgpu.DeviceKernels;

/// <summary>The kernels of one accelerator, compiled when first asked for: a kernel takes 0.1 to 1 s, and few of them are used.</summary>
internal sealed class KernelCache(Accelerator accelerator, Type sink)
{
    private readonly Dictionary<(Type Owner, string Kernel, Type? Voxels, ComponentShape Shape, int Components), Delegate> _kernels = [];

    /// <summary>
    /// Held while kernels are looked up and launched, not while they run. A launch first sets a kernel's arguments, and in OpenCL they belong to the kernel:
    /// two threads that launch the same one would mix theirs.
    /// </summary>
    public Lock Gate { get; } = new();

    public Action<AcceleratorStream, KernelConfig, TVoxels, int, Ints, Floats, Floats> Fused<TVoxels>(Membership membership, ModelShape shape)
        where TVoxels : struct, IVoxelStore => Get(
            typeof(FusedKernels),
            membership == Membership.Soft ? nameof(FusedKernels.Soft) : nameof(FusedKernels.Hard),
            typeof(TVoxels),
            shape.Component,
            shape.Components,
            static (device, method) => device.LoadKernel(method.CreateDelegate<Action<TVoxels, int, Ints, Floats, Floats>>()));

    public Action<AcceleratorStream, KernelConfig, TVoxels, int, Ints, Floats, int, Floats, Bytes> Rank<TVoxels>(ComponentShape shape)
        where TVoxels : struct, IVoxelStore => General<TVoxels, Action<AcceleratorStream, KernelConfig, TVoxels, int, Ints, Floats, int, Floats, Bytes>>(
            nameof(GeneralKernels.Rank),
            shape,
            static (device, method) => device.LoadKernel(method.CreateDelegate<Action<TVoxels, int, Ints, Floats, int, Floats, Bytes>>()));

    public Action<AcceleratorStream, KernelConfig, TVoxels, int, Ints, Floats, int, Floats, Floats> Softmax<TVoxels>(ComponentShape shape)
        where TVoxels : struct, IVoxelStore => General<TVoxels, Action<AcceleratorStream, KernelConfig, TVoxels, int, Ints, Floats, int, Floats, Floats>>(
            nameof(GeneralKernels.Softmax),
            shape,
            static (device, method) => device.LoadKernel(method.CreateDelegate<Action<TVoxels, int, Ints, Floats, int, Floats, Floats>>()));

    public Action<AcceleratorStream, KernelConfig, TVoxels, int, Floats, Floats, Floats, Floats> Share<TVoxels>(ComponentShape shape)
        where TVoxels : struct, IVoxelStore => General<TVoxels, Action<AcceleratorStream, KernelConfig, TVoxels, int, Floats, Floats, Floats, Floats>>(
            nameof(GeneralKernels.Share),
            shape,
            static (device, method) => device.LoadKernel(method.CreateDelegate<Action<TVoxels, int, Floats, Floats, Floats, Floats>>()));

    public Action<AcceleratorStream, KernelConfig, TVoxels, int, Ints, Floats, Floats, Floats, Floats> SoftSums<TVoxels>(ComponentShape shape)
        where TVoxels : struct, IVoxelStore => General<TVoxels, Action<AcceleratorStream, KernelConfig, TVoxels, int, Ints, Floats, Floats, Floats, Floats>>(
            nameof(GeneralKernels.SoftSums),
            shape,
            static (device, method) => device.LoadKernel(method.CreateDelegate<Action<TVoxels, int, Ints, Floats, Floats, Floats, Floats>>()));

    public Action<AcceleratorStream, KernelConfig, TVoxels, int, Ints, Floats, int, Bytes, Floats> HardSums<TVoxels>(ComponentShape shape)
        where TVoxels : struct, IVoxelStore => General<TVoxels, Action<AcceleratorStream, KernelConfig, TVoxels, int, Ints, Floats, int, Bytes, Floats>>(
            nameof(GeneralKernels.HardSums),
            shape,
            static (device, method) => device.LoadKernel(method.CreateDelegate<Action<TVoxels, int, Ints, Floats, int, Bytes, Floats>>()));

    public Action<AcceleratorStream, KernelConfig, Floats, Floats, int, Ints> Normalise() => Get(
        typeof(GeneralKernels),
        nameof(GeneralKernels.Normalise),
        static (device, method) => device.LoadKernel(method.CreateDelegate<Action<Floats, Floats, int, Ints>>()));

    public Action<AcceleratorStream, KernelConfig, Floats, int, Ints, Floats> Total() => Get(
        typeof(GeneralKernels),
        nameof(GeneralKernels.Total),
        static (device, method) => device.LoadKernel(method.CreateDelegate<Action<Floats, int, Ints, Floats>>()));

    public Action<AcceleratorStream, KernelConfig, Floats, int, Ints, Doubles> Fold() => Get(
        typeof(FoldKernels),
        nameof(FoldKernels.Fold),
        static (device, method) => device.LoadKernel(method.CreateDelegate<Action<Floats, int, Ints, Doubles>>()));

    /// <summary>The step of <paramref name="owner"/>'s models.</summary>
    public Action<AcceleratorStream, KernelConfig, StepState> Step(Type owner) => Get(
        owner,
        nameof(MixtureStepKernels.Step),
        static (device, method) => device.LoadKernel(method.CreateDelegate<Action<StepState>>()));

    /// <summary>The same after the fold, in one launch; for devices that have atomics.</summary>
    public Action<AcceleratorStream, KernelConfig, Floats, int, StepState> FoldAndStep(Type owner) => Get(
        owner,
        nameof(MixtureStepKernels.FoldAndStep),
        static (device, method) => device.LoadKernel(method.CreateDelegate<Action<Floats, int, StepState>>()));

    private TLauncher General<TVoxels, TLauncher>(string kernel, ComponentShape shape, Func<Accelerator, MethodInfo, TLauncher> load)
        where TLauncher : Delegate => Get(typeof(GeneralKernels), kernel, typeof(TVoxels), shape, 0, load);

    private TLauncher Get<TLauncher>(Type owner, string kernel, Func<Accelerator, MethodInfo, TLauncher> load)
        where TLauncher : Delegate => Get(owner, kernel, null, default, 0, load);

    private TLauncher Get<TLauncher>(
        Type owner, string kernel, Type? voxels, ComponentShape shape, int components, Func<Accelerator, MethodInfo, TLauncher> load)
        where TLauncher : Delegate
    {
        if (!_kernels.TryGetValue((owner, kernel, voxels, shape, components), out var launcher))
        {
            launcher = load(accelerator, shape.Close(owner.GetMethod(kernel)!, components, voxels, sink));
            _kernels.Add((owner, kernel, voxels, shape, components), launcher);
        }

        return (TLauncher)launcher;
    }
}
