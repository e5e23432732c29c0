using GpuSeg.Engine.Passes;
using GpuSeg.Kernels.Ilgpu.Device;

namespace GpuSeg.Kernels.Ilgpu.Tests;

public class UnavailableTests
{
    [Fact]
    public void Names_the_library_when_cuda_has_no_driver()
    {
        Assert.SkipWhen(NativeDrivers.HasCuda(), "This machine has an NVIDIA driver.");
        var unavailable = Assert.Throws<BackendUnavailableException>(() => Backends.All.Create("cuda"));
        Assert.Contains("libcuda.so.1", unavailable.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Names_the_library_when_opencl_has_no_loader()
    {
        Assert.SkipWhen(NativeDrivers.HasOpenCl(), "This machine has an OpenCL loader.");
        var unavailable = Assert.Throws<BackendUnavailableException>(() => Backends.All.Create("opencl"));
        Assert.Contains("libOpenCL.so.1", unavailable.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Refuses_a_CPU_when_a_GPU_is_wanted()
    {
        RequirePocl();
        var unavailable = Assert.Throws<BackendUnavailableException>(() => IlgpuDevices.OpenOpenCl(new(GraphicsOnly: true)));
        Assert.Contains("is a CPU", unavailable.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Reports_why_an_automatic_choice_skipped_each_backend()
    {
        RequirePocl();
        Assert.SkipWhen(NativeDrivers.HasCuda(), "This machine has an NVIDIA driver.");
        var skipped = new List<string>();
        try
        {
            using var chosen = Backends.All.Create(skipped: skip => skipped.Add($"{skip}"));
            Assert.DoesNotContain(chosen.Name, StartedBackends.Names);
        }
        catch (BackendUnavailableException)
        {
            Assert.DoesNotContain(
                Backends.All.Entries, entry => entry.AutomaticFrom is not null && !StartedBackends.Names.Contains(entry.Name));
        }

        Assert.StartsWith("cuda: the NVIDIA driver", skipped[0], StringComparison.Ordinal);
        Assert.StartsWith("opencl: no OpenCL device can be used", skipped[1], StringComparison.Ordinal);
    }

    [Fact]
    public void Refuses_more_images_than_a_work_item_can_hold()
    {
        using var backend = Backends.All.Create("ilgpu-cpu");
        var features = Problem.Voxels(5, 1, 17);
        var refused = Assert.Throws<BackendUnavailableException>(() => backend.Load(features, Engine.Voxels.VoxelFrame.Of(features)));
        Assert.Contains("at most 16 images, not 17", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Reports_missing_memory_in_the_middle_of_a_fit()
    {
        using var backend = (IlgpuBackend)Backends.All.Create("ilgpu-cpu");
        using var stream = backend.Streams.Take();
        var refused = Assert.Throws<BackendUnavailableException>(() => stream.Partials.View(1L << 50));
        Assert.Contains("has no room for 4294967296 MiB more", refused.Message, StringComparison.Ordinal);
        // Memory that was available before is still available.
        Assert.Equal(8, stream.Partials.View(8).Length);
    }

    // The refusal of CPUs can be tested if opencl takes PoCL.
    private static void RequirePocl()
    {
        try
        {
            using var backend = IlgpuDevices.OpenOpenCl(new());
            Assert.SkipUnless(
                Array.Exists(["pthread-", "cpu-"], name => backend.Device.StartsWith(name, StringComparison.Ordinal)),
                $"opencl runs on {backend.Device}, not on PoCL.");
        }
        catch (BackendUnavailableException unavailable)
        {
            Assert.Skip($"opencl: {unavailable.Message}");
        }
    }
}
