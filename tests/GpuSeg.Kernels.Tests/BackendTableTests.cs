using GpuSeg.Engine.Passes;
using GpuSeg.Kernels.Reference;

namespace GpuSeg.Kernels.Tests;

public class BackendTableTests
{
    private static readonly BackendTable s_table = new(
    [
        Entry("plain", automaticFrom: 0),
        Entry("never", automaticFrom: null),
        Entry("broken", automaticFrom: 10, "it is broken."),
        Entry("large", automaticFrom: 100),
    ]);

    [Fact]
    public void Orders_entries_by_the_work_they_are_chosen_for() =>
        Assert.Equal(["large", "broken", "plain", "never"], s_table.Entries.Select(entry => entry.Name));

    [Theory]
    [InlineData(1000, "large")]
    [InlineData(100, "large")]
    [InlineData(99, "plain", "large", "broken")]
    [InlineData(9, "plain", "large", "broken")]
    public void Chooses_by_work_and_reports_skipped_backends(int work, string expected, params string[] skipped)
    {
        var found = new List<SkippedBackend>();
        using var backend = (NamedBackend)s_table.Create("", new(Work: work), found.Add);
        Assert.Equal(expected, backend.Name);
        Assert.True(backend.Options.GraphicsOnly);
        Assert.Equal(skipped, found.Select(skip => skip.Name));
        Assert.All(found, skip => Assert.Equal(skip.Name == "large" || work < 10, skip.CanBeForced));
        Assert.All(found.Where(skip => !skip.CanBeForced), skip => Assert.Equal("broken: it is broken.", $"{skip}"));
    }

    [Fact]
    public void Starts_a_named_backend_whatever_the_work()
    {
        using var backend = (NamedBackend)s_table.Create("large", new(Work: 1));
        Assert.Equal("large", backend.Name);
        Assert.False(backend.Options.GraphicsOnly);
    }

    [Fact]
    public void Throws_when_a_named_backend_cannot_start() =>
        Assert.Equal("it is broken.", Assert.Throws<BackendUnavailableException>(() => s_table.Create("broken")).Message);

    [Fact]
    public void Throws_when_no_backend_starts()
    {
        var table = new BackendTable([Entry("broken", automaticFrom: 0, "it is broken."), Entry("never", automaticFrom: null)]);
        Assert.Throws<BackendUnavailableException>(() => table.Create(""));
    }

    [Fact]
    public void Lists_the_choices_for_an_unknown_name() => Assert.Equal(
        "There is no backend 'abacus'; choose one of large, broken, plain, never.",
        Assert.Throws<ArgumentException>(() => s_table.Find("abacus")).Message);

    [Fact]
    public void Runs_without_ILGPU()
    {
        using var backend = HostBackends.All.Create("");
        Assert.Equal("cpu", backend.Name);
        var anyCase = new EnumerationOptions { MatchCasing = MatchCasing.CaseInsensitive };
        Assert.Empty(Directory.GetFiles(AppContext.BaseDirectory, "*ILGPU*", anyCase));
    }

    private static BackendEntry Entry(string name, long? automaticFrom, string? broken = null) => new(
        name,
        automaticFrom,
        options => broken is null ? new NamedBackend(name, options) : throw new BackendUnavailableException(broken));

    private sealed class NamedBackend(string name, BackendOptions options) : IBackend
    {
        private readonly ReferenceBackend _reference = new();

        public string Name => name;

        public string Device => "";

        public BackendOptions Options => options;

        public IVoxelPasses Load(Engine.Voxels.FeatureMatrix features, Engine.Voxels.VoxelFrame frame, float[]? weights = null) =>
            _reference.Load(features, frame, weights);

        public void Dispose() => _reference.Dispose();
    }
}
