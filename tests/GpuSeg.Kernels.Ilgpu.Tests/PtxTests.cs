using GpuSeg.Kernels.Ilgpu.DeviceKernels;
using GpuSeg.Kernels.Ilgpu.Models;
using GpuSeg.Kernels.Ilgpu.Registers;
using ILGPU;
using ILGPU.Backends.EntryPoints;
using ILGPU.Backends.PTX;
using ILGPU.Runtime;
using ILGPU.Runtime.Cuda;

namespace GpuSeg.Kernels.Ilgpu.Tests;

/// <summary>The PTX of the kernels, made without a graphics card: everything a work-item adds up has to stay in registers.</summary>
public sealed class PtxTests : IDisposable
{
    private readonly Context _context = Context.Create(builder => builder.EnableAlgorithms().Optimize(OptimizationLevel.O2));

    public static TheoryData<string, int, int> FusedCases()
    {
        var cases = new TheoryData<string, int, int>();
        foreach (var kernel in new[] { nameof(FusedKernels.Soft), nameof(FusedKernels.Hard) })
        {
            foreach (var (d, k) in new[] { (1, 3), (4, 3), (4, 8), (8, 2), (8, 4) })
            {
                cases.Add(kernel, d, k);
            }
        }

        return cases;
    }

    [Theory]
    [MemberData(nameof(FusedCases))]
    public void Fused_kernels_use_no_local_memory(string kernel, int d, int k) =>
        AssertRegistersOnly(new(ComponentKind.Gaussian, d), typeof(FusedKernels), kernel, k, CudaArchitecture.SM_80);

    [Theory]
    [InlineData(1)]
    [InlineData(8)]
    [InlineData(16)]
    public void General_kernels_use_no_local_memory(int d)
    {
        foreach (var kernel in typeof(GeneralKernels).GetMethods().Where(method => method.IsStatic))
        {
            AssertRegistersOnly(new(ComponentKind.Gaussian, d), typeof(GeneralKernels), kernel.Name, 0, CudaArchitecture.SM_80);
            AssertRegistersOnly(new(ComponentKind.Cluster, d), typeof(GeneralKernels), kernel.Name, 0, CudaArchitecture.SM_80);
        }
    }

    [Theory]
    [InlineData(4, 3)]
    [InlineData(4, 8)]
    [InlineData(8, 8)]
    public void Kernels_of_clusters_use_no_local_memory(int d, int k) =>
        AssertRegistersOnly(new(ComponentKind.Cluster, d), typeof(FusedKernels), nameof(FusedKernels.Hard), k, CudaArchitecture.SM_90);

    [Fact]
    public void Kernels_of_whole_numbers_read_two_bytes()
    {
        var ptx = AssertRegistersOnly(
            new(ComponentKind.Gaussian, 4), typeof(FusedKernels), nameof(FusedKernels.Soft), 3, CudaArchitecture.SM_80, typeof(ShortVoxels));
        Assert.Equal(4, ptx.Split("ld.global.b16").Length + ptx.Split("ld.global.s16").Length - 2);
    }

    [Fact]
    public void Steps_use_no_local_memory()
    {
        foreach (var owner in new[] { typeof(MixtureStepKernels), typeof(CentreStepKernels) })
        {
            AssertRegistersOnly(default, owner, nameof(MixtureStepKernels.Step), 0, CudaArchitecture.SM_90);
            var ptx = AssertRegistersOnly(default, owner, nameof(MixtureStepKernels.FoldAndStep), 0, CudaArchitecture.SM_90);
            // What one group wrote is seen by the last one through fences on both sides of the count.
            Assert.Matches(@"membar\.gl[\s\S]*atom[\s\S]*membar\.gl", ptx);
        }
    }

    [Theory]
    [InlineData(4, 3, true)]
    [InlineData(4, 8, true)]
    [InlineData(8, 4, true)]
    [InlineData(8, 8, false)]
    [InlineData(2, 9, false)]
    [InlineData(16, 2, false)]
    public void Models_are_fused_where_their_sums_fit_in_registers(int d, int k, bool fuses) =>
        Assert.Equal(fuses, new ComponentShape(ComponentKind.Gaussian, d).Fuses(k));

    public void Dispose() => _context.Dispose();

    private string AssertRegistersOnly(ComponentShape shape, Type owner, string kernel, int components, CudaArchitecture architecture, Type? voxels = null)
    {
        using var backend = new PTXBackend(_context, new CudaCapabilityContext(architecture), architecture, CudaInstructionSet.ISA_80, null);
        var method = shape.Close(owner.GetMethod(kernel)!, components, voxels ?? typeof(SingleVoxels), typeof(WarpSink));
        var entry = EntryPointDescription.FromExplicitlyGroupedKernel(method);
        var compiled = (PTXCompiledKernel)backend.Compile(entry, KernelSpecialization.Empty);
        Assert.Contains(".entry", compiled.PTXAssembly, StringComparison.Ordinal);
        Assert.DoesNotContain(".local", compiled.PTXAssembly, StringComparison.Ordinal);
        return compiled.PTXAssembly;
    }
}
