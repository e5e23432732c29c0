using System.Reflection;
using GpuSeg.Engine.Passes;
using ILGPU;
using ILGPU.Runtime;
using Bytes = ILGPU.ArrayView<byte>;
using Floats = ILGPU.ArrayView<float>;

namespace GpuSeg.Kernels.Ilgpu;

/// <summary>The kernels of one accelerator, compiled when first asked for: a kernel takes 0.1 to 1 s, and few of them are used.</summary>
internal sealed class KernelCache(Accelerator accelerator, Type sink)
{
    /// <summary>
    /// Held for the length of a pass. A launch first sets a kernel's arguments, and in OpenCL they belong to the kernel:
    /// two threads that launch the same one would mix theirs.
    /// </summary>
    public Lock Gate { get; } = new();

    private readonly Dictionary<(string Kernel, ComponentShape Shape, int Components), Delegate> _kernels = [];

    public Action<KernelConfig, Floats, int, Floats, Floats> Fused(Membership membership, ComponentShape shape, int components) =>
        Get(typeof(FusedKernels), membership == Membership.Soft ? nameof(FusedKernels.Soft) : nameof(FusedKernels.Hard), shape, components,
            method => accelerator.LoadStreamKernel(method.CreateDelegate<Action<Floats, int, Floats, Floats>>()));

    public Action<KernelConfig, Floats, int, Floats, int, Floats, Bytes> Rank(ComponentShape shape) =>
        General(nameof(GeneralKernels.Rank), shape,
            method => accelerator.LoadStreamKernel(method.CreateDelegate<Action<Floats, int, Floats, int, Floats, Bytes>>()));

    public Action<KernelConfig, Floats, int, Floats, int, Floats, Floats> Softmax(ComponentShape shape) =>
        General(nameof(GeneralKernels.Softmax), shape,
            method => accelerator.LoadStreamKernel(method.CreateDelegate<Action<Floats, int, Floats, int, Floats, Floats>>()));

    public Action<KernelConfig, Floats, int, Floats, Floats, Floats, Floats> Share(ComponentShape shape) =>
        General(nameof(GeneralKernels.Share), shape,
            method => accelerator.LoadStreamKernel(method.CreateDelegate<Action<Floats, int, Floats, Floats, Floats, Floats>>()));

    public Action<KernelConfig, Floats, int, Floats, Floats, Floats, Floats> SoftSums(ComponentShape shape) =>
        General(nameof(GeneralKernels.SoftSums), shape,
            method => accelerator.LoadStreamKernel(method.CreateDelegate<Action<Floats, int, Floats, Floats, Floats, Floats>>()));

    public Action<KernelConfig, Floats, int, Floats, int, Bytes, Floats> HardSums(ComponentShape shape) =>
        General(nameof(GeneralKernels.HardSums), shape,
            method => accelerator.LoadStreamKernel(method.CreateDelegate<Action<Floats, int, Floats, int, Bytes, Floats>>()));

    public Action<KernelConfig, Floats, Floats, int> Normalise() =>
        General(nameof(GeneralKernels.Normalise), default,
            method => accelerator.LoadStreamKernel(method.CreateDelegate<Action<Floats, Floats, int>>()));

    public Action<KernelConfig, Floats, int, Floats> Total() =>
        General(nameof(GeneralKernels.Total), default,
            method => accelerator.LoadStreamKernel(method.CreateDelegate<Action<Floats, int, Floats>>()));

    public Action<KernelConfig, Floats, int, ArrayView<double>> Fold() =>
        General(nameof(GeneralKernels.Fold), default,
            method => accelerator.LoadStreamKernel(method.CreateDelegate<Action<Floats, int, ArrayView<double>>>()));

    private TLauncher General<TLauncher>(string kernel, ComponentShape shape, Func<MethodInfo, TLauncher> load)
        where TLauncher : Delegate => Get(typeof(GeneralKernels), kernel, shape, 0, load);

    private TLauncher Get<TLauncher>(Type owner, string kernel, ComponentShape shape, int components, Func<MethodInfo, TLauncher> load)
        where TLauncher : Delegate
    {
        if (!_kernels.TryGetValue((kernel, shape, components), out var launcher))
        {
            launcher = load(shape.Close(owner.GetMethod(kernel)!, components, sink));
            _kernels.Add((kernel, shape, components), launcher);
        }

        return (TLauncher)launcher;
    }
}
