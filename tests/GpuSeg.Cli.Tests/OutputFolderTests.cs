namespace GpuSeg.Cli.Tests;

public sealed class OutputFolderTests : IDisposable
{
    private readonly Workplace _place = new();

    public void Dispose() => _place.Dispose();

    [Fact]
    public void Creates_a_missing_folder()
    {
        Assert.Equal(0, Segment(_place.At("new/deep/s")).ExitCode);
        Assert.Equal(4, Directory.GetFiles(_place.At("new/deep")).Length);
    }

    [Fact]
    public void Leaves_no_folder_when_the_run_fails()
    {
        File.WriteAllText(_place.T1, "no image");
        Assert.Equal(3, Segment(_place.At("new/deep/s")).ExitCode);
        Assert.False(Directory.Exists(_place.At("new")));
    }

    [Fact]
    public void Rejects_a_file_in_place_of_the_folder() =>
        Refused(Path.Combine(_place.T1, "s"), "t1.nii is a file where a folder was expected");

    [Fact]
    public void Rejects_a_read_only_folder()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "There is no /proc.");
        Refused("/proc/s", "/proc/s_dseg.nii.gz cannot be written", "check free space and permissions");
    }

    [Fact]
    public void Rejects_a_folder_without_write_permission()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "Folders have no such permission.");
        Assert.SkipWhen(Environment.IsPrivilegedProcess, "root may write everywhere.");
        if (!OperatingSystem.IsWindows())
        {
            File.SetUnixFileMode(_place.Out, UnixFileMode.UserRead | UnixFileMode.UserExecute);
        }

        Refused(_place.Prefix, "s_dseg.nii.gz cannot be written", "check free space and permissions");
    }

    [Fact]
    public void Rejects_a_name_that_is_too_long() => Refused(Path.Combine(_place.Out, new('x', 300)), "cannot be written");

    [Theory]
    [InlineData("_dseg.nii.gz")]
    [InlineData("_dseg.tsv")]
    [InlineData("_dseg.json")]
    [InlineData("_model.json")]
    public void Keeps_an_existing_output(string suffix)
    {
        File.WriteAllText(_place.Prefix + suffix, "mine");
        Refusal.Of(1, Segment(_place.Prefix), $"s{suffix} exists already", "--overwrite");
        Assert.Equal(["s" + suffix], _place.Left);
        Assert.Equal("mine", File.ReadAllText(_place.Prefix + suffix));
        Assert.Equal(0, Segment(_place.Prefix, "--overwrite").ExitCode);
        Assert.NotEqual("mine", File.ReadAllText(_place.Prefix + suffix));
        Assert.Equal(4, _place.Left.Length);
    }

    [Fact]
    public void Refuses_to_overwrite_an_input()
    {
        var input = _place.Put("out/s_dseg.nii.gz", TempFolder.Gzip(File.ReadAllBytes(_place.T1)));
        var before = File.ReadAllBytes(input);
        Refusal.Of(1, Gpuseg.Run("segment", input, "-k", "3", "-o", _place.Prefix, "--overwrite"), input, "is an input");
        Refusal.Of(1, Segment(_place.Prefix, "--mask", input, "--overwrite"), input, "is an input");
        Directory.CreateSymbolicLink(_place.At("link"), _place.Out);
        Refusal.Of(1, Gpuseg.Run("segment", input, "-k", "3", "-o", _place.At("link/s"), "--overwrite"), "is an input");
        Assert.Equal(["s_dseg.nii.gz"], _place.Left);
        Assert.Equal(before, File.ReadAllBytes(input));
    }

    [Fact]
    public void Writes_into_a_folder_given_as_prefix()
    {
        Assert.Equal(0, Segment(_place.Out).ExitCode);
        Assert.Equal(["gpuseg_dseg.json", "gpuseg_dseg.nii.gz", "gpuseg_dseg.tsv", "gpuseg_model.json"], _place.Left);
    }

    [Fact]
    public async Task Writes_in_exactly_one_of_several_concurrent_runs()
    {
        string[] arguments = ["segment", _place.T1, _place.Flair, "-k", "3", "-o", _place.Prefix];
        var outcomes = await Task.WhenAll(
            Enumerable.Range(0, 4).Select(_ => Task.Run(() => Gpuseg.Run(arguments), TestContext.Current.CancellationToken)));
        Assert.Single(outcomes, outcome => outcome.ExitCode == 0);
        Assert.All(outcomes.Where(outcome => outcome.ExitCode != 0), outcome => Refusal.Of(1, outcome, "exists already"));
        Assert.Equal(4, _place.Left.Length);
        Assert.Equal(3, _place.Labels().Max());
        Assert.Equal(3, _place.Table()["index"].Length);
    }

    [Fact]
    public void Leaves_nothing_on_a_full_disk()
    {
        using var disk = new SmallDisk(_place.Out);
        // Classes at random do not compress: the label map of half a million voxels is larger than the disk.
        var noise = _place.Put("noise.nii", NiftiBytes.Floats(Workplace.Values(100, 100, 1, 1 << 19), [128, 64, 64]));
        Refusal.Of(1, Gpuseg.Run("segment", noise, "-k", "3", "-o", _place.Prefix), "s_dseg.nii.gz cannot be written", "check free space");
        Assert.Empty(_place.Left);
    }

    private Outcome Segment(string prefix, params string[] options) =>
        Gpuseg.Run(["segment", _place.T1, "-k", "3", "-o", prefix, .. options]);

    private void Refused(string prefix, params string[] parts)
    {
        Refusal.Of(1, Segment(prefix), parts);
        Assert.Empty(_place.Left);
    }
}
