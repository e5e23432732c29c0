using System.Globalization;

namespace GpuSeg.Cli.Tests;

public sealed class DemoTests : IDisposable
{
    private readonly Workplace _place = new();

    public void Dispose() => _place.Dispose();

    [Fact]
    public void Finds_the_tissues_of_the_demo_brain_and_keeps_existing_files()
    {
        var folder = Path.Combine(_place.Out, "new");
        var outcome = Gpuseg.Succeed("demo", folder);
        Assert.DoesNotContain('\e', outcome.Stdout);
        var overlaps = Overlaps(outcome);
        Assert.Equal(4, overlaps.Select(line => line.Split(' ')[0]).Distinct().Count());
        Assert.All(overlaps, line => Assert.InRange(double.Parse(line.Split(' ')[^1], CultureInfo.InvariantCulture), 0.7, 1));
        var files = Directory.GetFiles(folder).ToDictionary(path => path, File.GetLastWriteTimeUtc);
        Assert.All(((string[])["_dseg.nii.gz", "_dseg.tsv", "_dseg.json", "_model.json"]), suffix =>
            Assert.Contains(Path.Combine(folder, "demo" + suffix), files.Keys));

        Refusal.Of(1, Gpuseg.Run("demo", folder), "exists already", "--overwrite");
        Assert.Equal(files, Directory.GetFiles(folder).ToDictionary(path => path, File.GetLastWriteTimeUtc));
    }

    [Fact]
    public void Prints_the_command_that_makes_the_same_files()
    {
        var folder = Path.Combine(_place.Out, "new");
        var outcome = Gpuseg.Succeed("demo", folder);
        var page = Path.Combine(folder, "demo_report.html");
        Assert.Contains($"\nopen {page} in a browser\n", outcome.Stdout);
        var before = Directory.GetFiles(folder).ToDictionary(path => path, File.ReadAllBytes);
        Assert.Contains(page, before.Keys);
        var command = outcome.Stdout.Split('\n').Single(line => line.StartsWith("gpuseg segment ", StringComparison.Ordinal));
        Gpuseg.Succeed(command.Split(' ')[1..]);
        Assert.Equal(before, Directory.GetFiles(folder).ToDictionary(path => path, File.ReadAllBytes));
    }

    // Brains in which a single start ends where no cluster is the lesion, or none white matter.
    [Theory]
    [InlineData(4)]
    [InlineData(8)]
    public void Finds_the_tissues_of_awkward_demo_brains(int seed)
    {
        var outcome = Gpuseg.Succeed("demo", Path.Combine(_place.Out, "new"), "--seed", $"{seed}");
        var overlaps = Overlaps(outcome);
        Assert.All(overlaps, line => Assert.InRange(double.Parse(line.Split(' ')[^1], CultureInfo.InvariantCulture), 0.7, 1));
    }

    [Fact]
    public void Makes_the_same_demo_data_set_every_time_and_keeps_existing_files()
    {
        var (first, second) = (Path.Combine(_place.Out, "a"), Path.Combine(_place.Out, "b"));
        Assert.Contains($"gpuseg bids {first} ", Gpuseg.Succeed("demo", "--bids", first, "--subjects", "2", "--seed", "3").Stdout);
        Gpuseg.Succeed("demo", "--bids", second, "--subjects", "2", "--seed", "3");
        string[] files = [.. Directory.GetFiles(first, "*", SearchOption.AllDirectories).Select(path => Path.GetRelativePath(first, path))
            .Order(StringComparer.Ordinal)];
        Assert.Equal(
            [
                "README", "dataset_description.json", "derivatives/truth/README", "derivatives/truth/dataset_description.json",
                "derivatives/truth/dseg.json", "derivatives/truth/dseg.tsv",
                "derivatives/truth/sub-01/anat/sub-01_dseg.nii.gz", "derivatives/truth/sub-02/anat/sub-02_dseg.nii.gz", "participants.tsv",
                .. ((string[])["sub-01", "sub-02"]).SelectMany(subject =>
                    ((string[])["anat/{0}_FLAIR", "anat/{0}_T1w", "anat/{0}_ce-gd_T1w", "dwi/{0}_ADC"]).SelectMany(image =>
                        ((string[])[".json", ".nii.gz"]).Select(extension =>
                            $"{subject}/{image.Replace("{0}", subject, StringComparison.Ordinal)}{extension}"))),
            ],
            files);
        Assert.All(files, file =>
            Assert.Equal(File.ReadAllBytes(Path.Combine(first, file)), File.ReadAllBytes(Path.Combine(second, file))));
        Assert.NotEqual(File.ReadAllBytes(Path.Combine(first, files[10])), File.ReadAllBytes(Path.Combine(first, files[18])));
        Refusal.Of(1, Gpuseg.Run("demo", "--bids", first), "exists already", "--overwrite");
        Refusal.OfUsage(Gpuseg.Run("demo", "--subjects", "2"), "--subjects is about a BIDS data set; give --bids DIR");
        Refusal.OfUsage(Gpuseg.Run("demo", first, "--bids", second), "leave one of them out");
    }

    private static string[] Overlaps(Outcome demo) =>
        [.. demo.Stdout.Split('\n').SkipWhile(line => !line.StartsWith("tissue", StringComparison.Ordinal)).Skip(1).Take(4)];

    [Fact]
    public void Rejects_a_folder_that_cannot_be_created() =>
        Refusal.Of(1, Gpuseg.Run("demo", Path.Combine(_place.T1, "new")), "t1.nii is a file where a folder was expected");
}
