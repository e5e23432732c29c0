namespace GpuSeg.Kernels.Ilgpu.Tests;

/// <summary>The backend that is chosen if the user names none.</summary>
public class BackendsTests
{
    [Fact]
    public void Lists_backends_by_the_work_they_are_chosen_for() =>
        Assert.Equal(["cuda", "opencl", "cpu", "ilgpu-cpu", "reference"], Backends.All.Entries.Select(entry => entry.Name));

    [Fact]
    public void Skips_gpus_for_a_small_job()
    {
        var skipped = new List<SkippedBackend>();
        using var backend = Backends.All.Create("", new BackendOptions(Work: 1), skipped.Add);
        Assert.Equal("cpu", backend.Name);
        string[] gpus = [.. Backends.All.Entries.Where(entry => entry.AutomaticFrom > 0).Select(entry => entry.Name)];
        Assert.NotEmpty(gpus);
        Assert.Equal(gpus, skipped.Select(skip => skip.Name));
        Assert.All(skipped, skip => Assert.True(skip.CanBeForced));
        Assert.All(skipped, skip => Assert.Contains("would take longer than this job", $"{skip}", StringComparison.Ordinal));
    }

    [Fact]
    public void Takes_the_first_backend_that_starts_for_a_large_job()
    {
        var skipped = new List<SkippedBackend>();
        using var backend = Backends.All.Create("", skipped: skipped.Add);
        var before = Backends.All.Entries.TakeWhile(entry => entry.Name != backend.Name).Select(entry => entry.Name);
        Assert.Equal(before, skipped.Select(skip => skip.Name));
        Assert.All(skipped, skip => Assert.False(skip.CanBeForced));
        Assert.All(skipped, skip => Assert.DoesNotContain("longer than this job", skip.Reason, StringComparison.Ordinal));
    }

    [Fact]
    public void Lists_the_choices_for_an_unknown_name() =>
        Assert.All(Backends.All.Entries, entry => Assert.Contains(
            entry.Name, Assert.Throws<ArgumentException>(() => Backends.All.Create("abacus")).Message, StringComparison.Ordinal));
}
