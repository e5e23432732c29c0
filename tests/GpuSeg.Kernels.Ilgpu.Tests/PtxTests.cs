using System.Reflection;
using GpuSeg.Kernels.Ilgpu.DeviceKernels;
using GpuSeg.Kernels.Ilgpu.Models;
using GpuSeg.Kernels.Ilgpu.Registers;
using ILGPU;
using ILGPU.Backends.EntryPoints;
using ILGPU.Backends.PTX;
using ILGPU.Runtime;
using ILGPU.Runtime.Cuda;
using Vector = GpuSeg.Kernels.Ilgpu.Registers.Numbers<GpuSeg.Kernels.Ilgpu.Registers.NoNumbers>;

namespace GpuSeg.Kernels.Ilgpu.Tests;

/// <summary>The PTX of the kernels, made without a GPU: everything a work-item adds up has to stay in registers.</summary>
public sealed class PtxTests : IDisposable
{
    private readonly Context _context = Context.Create(builder => builder.EnableAlgorithms().Optimize(OptimizationLevel.O2));

    private static readonly Delegate[] s_general =
    [
        GeneralKernels<SingleVoxels, Vector, Cluster<Vector>, ItemSink>.Rank,
        GeneralKernels<SingleVoxels, Vector, Cluster<Vector>, ItemSink>.Softmax,
        GeneralKernels<SingleVoxels, Vector, Cluster<Vector>, ItemSink>.Share,
        GeneralKernels<SingleVoxels, Vector, Cluster<Vector>, ItemSink>.SoftSums,
        GeneralKernels<SingleVoxels, Vector, Cluster<Vector>, ItemSink>.HardSums,
        NumberKernels<ItemSink>.Normalise,
        NumberKernels<ItemSink>.Total,
    ];

    [Theory]
    [InlineData(1, 3)]
    [InlineData(4, 3)]
    [InlineData(4, 8)]
    [InlineData(8, 2)]
    [InlineData(8, 4)]
    public void Keeps_fused_kernels_in_registers(int d, int k)
    {
        var shape = new ModelShape(new(ComponentKind.Gaussian, d), k);
        AssertRegistersOnly(Soft<SingleVoxels>(), shape, CudaArchitecture.SM_80);
        AssertRegistersOnly(Hard<SingleVoxels>(), shape, CudaArchitecture.SM_80);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(8)]
    [InlineData(16)]
    public void Keeps_general_kernels_in_registers(int d)
    {
        foreach (var kernel in s_general)
        {
            AssertRegistersOnly(kernel, new(new(ComponentKind.Gaussian, d), 0), CudaArchitecture.SM_80);
            AssertRegistersOnly(kernel, new(new(ComponentKind.Cluster, d), 0), CudaArchitecture.SM_80);
        }
    }

    [Theory]
    [InlineData(1)]
    [InlineData(4)]
    [InlineData(16)]
    public void Keeps_kernels_of_fields_in_registers(int d)
    {
        Delegate[] kernels =
        [
            FieldKernels<SingleVoxels, Vector, Cluster<Vector>>.Sweep,
            FieldKernels<SingleVoxels, Vector, Cluster<Vector>>.Score,
            FieldRowKernels<ShortVoxels>.Add,
            FieldNumberKernels.Evaluate,
            FieldNumberKernels.Rank,
            FieldNumberKernels.Gather,
        ];
        foreach (var kernel in kernels)
        {
            AssertRegistersOnly(kernel, new(new(ComponentKind.Gaussian, d), 0), CudaArchitecture.SM_80);
        }
    }

    [Theory]
    [InlineData(typeof(GeneralKernels<,,,>))]
    [InlineData(typeof(NumberKernels<>))]
    public void Checks_every_general_kernel(Type owner) => Assert.Equal(
        owner.GetMethods(BindingFlags.Public | BindingFlags.Static | BindingFlags.DeclaredOnly).Select(method => method.Name).Order(),
        s_general.Select(kernel => kernel.Method).Where(method => method.DeclaringType!.GetGenericTypeDefinition() == owner)
            .Select(method => method.Name).Order());

    [Theory]
    [InlineData(4, 3)]
    [InlineData(4, 8)]
    [InlineData(8, 8)]
    public void Keeps_kernels_of_clusters_in_registers(int d, int k) =>
        AssertRegistersOnly(Hard<SingleVoxels>(), new(new(ComponentKind.Cluster, d), k), CudaArchitecture.SM_90);

    [Fact]
    public void Reads_two_bytes_for_a_whole_number()
    {
        var ptx = AssertRegistersOnly(Soft<ShortVoxels>(), new(new(ComponentKind.Gaussian, 4), 3), CudaArchitecture.SM_80);
        Assert.Equal(4, ptx.Split("ld.global.b16").Length + ptx.Split("ld.global.s16").Length - 2);
    }

    [Fact]
    public void Keeps_steps_in_registers()
    {
        Delegate[] steps = [MixtureStepKernels.Step, CentreStepKernels.Step];
        Delegate[] foldsAndSteps = [MixtureStepKernels.FoldAndStep, CentreStepKernels.FoldAndStep];
        Assert.All(steps, step => AssertRegistersOnly(step, default, CudaArchitecture.SM_90));
        foreach (var step in foldsAndSteps)
        {
            // The last group sees what the other groups wrote through fences on both sides of the count.
            Assert.Matches(@"membar\.gl[\s\S]*atom[\s\S]*membar\.gl", AssertRegistersOnly(step, default, CudaArchitecture.SM_90));
        }
    }

    [Fact]
    public void Builds_a_kernel_of_the_types_of_its_model()
    {
        var shape = new ModelShape(new(ComponentKind.WhitenedGaussian, 2), 3);
        var component = typeof(Gaussian<Numbers<Vector>, Rows<Rows<NoRows, NoNumbers>, Vector>, Whitened>);
        var fused = KernelCache.Instantiate(Soft<ShortVoxels>(), shape, typeof(WarpSink));
        Assert.Equal(nameof(FusedKernels<,,,,>.Soft), fused.Name);
        Type[] arguments = fused.DeclaringType!.GetGenericArguments();
        Assert.Equal([typeof(ShortVoxels), typeof(Numbers<Vector>), typeof(Numbers<Numbers<Vector>>)], arguments[..3]);
        Assert.Equal(typeof(ComponentList<,,,>), arguments[3].GetGenericTypeDefinition());
        Assert.Equal([typeof(Numbers<Vector>), component, typeof(Numbers<Vector>)], arguments[3].GetGenericArguments()[1..]);
        Assert.Equal(typeof(WarpSink), arguments[4]);
        Assert.Equal(component, KernelCache.Instantiate(s_general[0], shape, typeof(WarpSink)).DeclaringType!.GetGenericArguments()[2]);
    }

    [Fact]
    public void Refuses_an_example_type_without_a_counterpart() => Assert.Throws<ArgumentException>(() => KernelCache.Instantiate(
        (Delegate)GeneralKernels<SingleVoxels, Numbers<Vector>, Cluster<Numbers<Vector>>, ItemSink>.Rank, default, typeof(WarpSink)));

    [Theory]
    [InlineData(4, 3, true)]
    [InlineData(4, 8, true)]
    [InlineData(8, 4, true)]
    [InlineData(8, 8, false)]
    [InlineData(2, 9, false)]
    [InlineData(16, 2, false)]
    public void Uses_one_sweep_when_the_sums_fit_in_registers(int d, int k, bool fuses) =>
        Assert.Equal(fuses, new ComponentShape(ComponentKind.Gaussian, d).Fuses(k));

    public void Dispose() => _context.Dispose();

    private static Delegate Soft<TVoxels>()
        where TVoxels : struct, IVoxelStore => FusedKernels<TVoxels, Vector, NoNumbers, NoComponents<Vector>, ItemSink>.Soft;

    private static Delegate Hard<TVoxels>()
        where TVoxels : struct, IVoxelStore => FusedKernels<TVoxels, Vector, NoNumbers, NoComponents<Vector>, ItemSink>.Hard;

    private string AssertRegistersOnly(Delegate kernel, ModelShape shape, CudaArchitecture architecture)
    {
        using var backend = new PTXBackend(
            _context, new CudaCapabilityContext(architecture), architecture, CudaInstructionSet.ISA_80, null);
        var method = KernelCache.Instantiate(kernel, shape, typeof(WarpSink));
        var entry = EntryPointDescription.FromExplicitlyGroupedKernel(method);
        var compiled = (PTXCompiledKernel)backend.Compile(entry, KernelSpecialization.Empty);
        Assert.Contains(".entry", compiled.PTXAssembly, StringComparison.Ordinal);
        Assert.DoesNotContain(".local", compiled.PTXAssembly, StringComparison.Ordinal);
        return compiled.PTXAssembly;
    }
}
