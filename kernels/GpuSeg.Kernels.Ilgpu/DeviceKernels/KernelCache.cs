using System.Reflection;
using GpuSeg.Engine.Passes;
using GpuSeg.Kernels.Ilgpu.Models;
using GpuSeg.Kernels.Ilgpu.Registers;
using ILGPU;
using ILGPU.Runtime;
using Vector = GpuSeg.Kernels.Ilgpu.Registers.Numbers<GpuSeg.Kernels.Ilgpu.Registers.NoNumbers>;

namespace GpuSeg.Kernels.Ilgpu.DeviceKernels;

/// <summary>The kernels of one accelerator, compiled when first asked for: a kernel takes 0.1 to 1 s, and few of them are used.</summary>
/// <remarks>
/// A kernel is named as a method group of an example, for models of one feature and no component, and built anew for the shape at hand:
/// each
/// type of the example is replaced by its counterpart. So the compiler checks the names and constraints of all kernels.
/// </remarks>
internal sealed class KernelCache(Accelerator accelerator, Type sink)
{
    private readonly Dictionary<(MethodInfo Example, ModelShape Shape), Delegate> _kernels = [];

    /// <summary>
    /// The lock that is held while kernels are looked up and launched, not while they run. A launch first sets a kernel's arguments, which
    /// in OpenCL belong to the kernel: two threads that launch the same kernel would mix theirs.
    /// </summary>
    public Lock Gate { get; } = new();

    public FusedSweep<TVoxels> Fused<TVoxels>(Membership membership, ModelShape shape)
        where TVoxels : struct, IVoxelStore => membership == Membership.Soft
            ? Get<FusedSweep<TVoxels>>(FusedKernels<TVoxels, Vector, NoNumbers, NoComponents<Vector>, ItemSink>.Soft, shape)
            : Get<FusedSweep<TVoxels>>(FusedKernels<TVoxels, Vector, NoNumbers, NoComponents<Vector>, ItemSink>.Hard, shape);

    public RankSweep<TVoxels> Rank<TVoxels>(ComponentShape shape)
        where TVoxels : struct, IVoxelStore =>
        Get<RankSweep<TVoxels>>(GeneralKernels<TVoxels, Vector, Cluster<Vector>, ItemSink>.Rank, new(shape, 0));

    public SoftmaxSweep<TVoxels> Softmax<TVoxels>(ComponentShape shape)
        where TVoxels : struct, IVoxelStore =>
        Get<SoftmaxSweep<TVoxels>>(GeneralKernels<TVoxels, Vector, Cluster<Vector>, ItemSink>.Softmax, new(shape, 0));

    public ShareSweep<TVoxels> Share<TVoxels>(ComponentShape shape)
        where TVoxels : struct, IVoxelStore =>
        Get<ShareSweep<TVoxels>>(GeneralKernels<TVoxels, Vector, Cluster<Vector>, ItemSink>.Share, new(shape, 0));

    public SoftSumsSweep<TVoxels> SoftSums<TVoxels>(ComponentShape shape)
        where TVoxels : struct, IVoxelStore =>
        Get<SoftSumsSweep<TVoxels>>(GeneralKernels<TVoxels, Vector, Cluster<Vector>, ItemSink>.SoftSums, new(shape, 0));

    public HardSumsSweep<TVoxels> HardSums<TVoxels>(ComponentShape shape)
        where TVoxels : struct, IVoxelStore =>
        Get<HardSumsSweep<TVoxels>>(GeneralKernels<TVoxels, Vector, Cluster<Vector>, ItemSink>.HardSums, new(shape, 0));

    public FieldSweep<TVoxels> FieldSweep<TVoxels>(ComponentShape shape)
        where TVoxels : struct, IVoxelStore =>
        Get<FieldSweep<TVoxels>>(FieldKernels<TVoxels, Vector, Cluster<Vector>>.Sweep, new(shape, 0));

    public FieldScore<TVoxels> FieldScore<TVoxels>(ComponentShape shape)
        where TVoxels : struct, IVoxelStore =>
        Get<FieldScore<TVoxels>>(FieldKernels<TVoxels, Vector, Cluster<Vector>>.Score, new(shape, 0));

    public FieldRows<TVoxels> FieldRows<TVoxels>()
        where TVoxels : struct, IVoxelStore => Get<FieldRows<TVoxels>>(FieldRowKernels<TVoxels>.Add, default);

    public FieldValues FieldValues() => Get<FieldValues>(FieldNumberKernels.Evaluate, default);

    public FieldRank FieldRank() => Get<FieldRank>(FieldNumberKernels.Rank, default);

    public FieldGather FieldGather() => Get<FieldGather>(FieldNumberKernels.Gather, default);

    public NormaliseSweep Normalise() => Get<NormaliseSweep>(NumberKernels<ItemSink>.Normalise, default);

    public TotalSweep Total() => Get<TotalSweep>(NumberKernels<ItemSink>.Total, default);

    public FoldLaunch Fold() => Get<FoldLaunch>(FoldKernels.Fold, default);

    /// <summary>Returns the launcher of a step, such as <see cref="MixtureStepKernels.Step"/>.</summary>
    public StepLaunch Step(Action<StepState> kernel) => Get<StepLaunch>(kernel, default);

    /// <summary>Returns the launcher of a fold and a step in one launch, for devices that have atomics.</summary>
    public FoldAndStepLaunch FoldAndStep(Action<ArrayView<float>, int, StepState> kernel) => Get<FoldAndStepLaunch>(kernel, default);

    /// <summary>Returns the kernel <paramref name="example"/> for models of <paramref name="shape"/>.</summary>
    public static MethodInfo Instantiate(Delegate example, ModelShape shape, Type sink)
    {
        if (example.Method.DeclaringType is not { IsGenericType: true } owner)
        {
            return example.Method;
        }

        Type[] arguments = Array.ConvertAll(owner.GetGenericArguments(), argument => Substitute(argument, shape, sink));
        return (MethodInfo)owner.GetGenericTypeDefinition().MakeGenericType(arguments)
            .GetMemberWithSameMetadataDefinitionAs(example.Method);
    }

    private static Type Substitute(Type example, ModelShape shape, Type sink) =>
        example == typeof(Vector) ? shape.Component.Vector
        : example == typeof(Cluster<Vector>) ? shape.Component.Component
        : example == typeof(NoNumbers) ? shape.Scores
        : example == typeof(NoComponents<Vector>) ? shape.List
        : example == typeof(ItemSink) ? sink
        : typeof(IVoxelStore).IsAssignableFrom(example) ? example
        : throw new ArgumentException($"{example} has no counterpart in a model's types.");

    private TLauncher Get<TLauncher>(Delegate example, ModelShape shape)
        where TLauncher : Delegate
    {
        if (!_kernels.TryGetValue((example.Method, shape), out var launcher))
        {
            launcher = accelerator.LoadKernel<TLauncher>(Instantiate(example, shape, sink));
            _kernels.Add((example.Method, shape), launcher);
        }

        return (TLauncher)launcher;
    }
}
