using System.Globalization;
using System.IO.Compression;
using GpuSeg.Studies.Phantom;

namespace GpuSeg.Cli.Tests;

/// <summary>The most memory that a real process holds, against what it was allowed.</summary>
public sealed class MemoryBoundTests : IDisposable
{
    private readonly TempFolder _folder = new();

    public MemoryBoundTests() => Assert.SkipUnless(OperatingSystem.IsLinux(), "The peak of a process is read from /proc.");

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("session")]
    [InlineData("subject")]
    [InlineData("pooled")]
    public void Bounds_memory_of_large_images_by_the_voxels_in_the_mask(string fit)
    {
        // All voxels of one grid would take 600 MB.
        foreach (var suffix in (string[])["T1w", "T2w", "FLAIR"])
        {
            Image("01", suffix, part: 20);
            Image("02", suffix, part: 1);
        }
        _folder.Put("raw/dataset_description.json", """{"Name": "large", "BIDSVersion": "1.10.1"}"""u8.ToArray());
        var (outcome, peak) = Run(270, "--fit", fit, "--no-reports");
        Assert.Equal(1, outcome.ExitCode);
        Assert.Contains(fit == "pooled" ? "pooled model of 1 of 2 sessions" : "sub-01: ", outcome.Stdout);
        Assert.EndsWith("\n1 segmented, 0 complete already, 1 failed\n", outcome.Stdout);
        Assert.Matches(
            @"  sub-02: its images take more than the 270 MB of memory that are allowed, and at most \d+ MB; allow more memory or use "
                + @"fewer images\.",
                outcome.Stderr);
        Assert.InRange(peak, 1, 270);
    }

    [Theory]
    [InlineData(260, true)]
    [InlineData(190, false)]
    public void Keeps_pages_within_the_bound_or_reports_their_need(int megabytes, bool made)
    {
        var (images, _) = BrainPhantom.Make(new() { Size = 176 }).Write(_folder.Root, overwrite: false);
        foreach (var subject in (string[])["01", "02", "03"])
        {
            foreach (var (suffix, image) in ((string[])["T1w", "ce-gd_T1w", "FLAIR", "T2w"]).Zip(images))
            {
                File.CreateSymbolicLink(At(subject, $"{suffix}.nii.gz"), image);
            }
        }

        _folder.Put("raw/dataset_description.json", """{"Name": "one brain", "BIDSVersion": "1.10.1"}"""u8.ToArray());
        Gpuseg.Succeed("bids", _folder.At("raw"), _folder.At("out"), "participant", "-k", "3", "--init", "sample", "--no-reports");
        var (outcome, peak) = Run(megabytes, "--reports-only");
        Assert.Equal(made ? 0 : 1, outcome.ExitCode);
        Assert.Equal(made ? 3 : 0, Directory.GetFiles(_folder.At("out"), "*.html").Length);
        if (!made)
        {
            Assert.Matches(
                @"  sub-01: no page: it may take 2\d\d MB and the memory limit is 190 MB; "
                    + @"raise the limit \(`--mem-mb`\) or make no pages \(`--no-reports`\)\.",
                outcome.Stderr);
        }

        Assert.InRange(peak, 1, megabytes);
    }

    private (Outcome Outcome, long PeakMegabytes) Run(int megabytes, params string[] options)
    {
        var process = Gpuseg.Start(["bids", _folder.At("raw"), _folder.At("out"), "participant", "-k", "3", "--init", "sample", "--n-cpus",
            "2", "--mem-mb", $"{megabytes}", .. options]);
        var (peak, status) = (0L, $"/proc/{process.Id}/status");
        var watch = Task.Run(() =>
        {
            while (Peak(status) is { } now)
            {
                peak = now;
                Thread.Sleep(2);
            }
        });
        var outcome = Gpuseg.Finish(process);
        watch.Wait(TestContext.Current.CancellationToken);
        return (outcome, peak >> 10);
    }

    // In kB; null once the process is gone.
    private static long? Peak(string status)
    {
        try
        {
            return File.ReadLines(status).FirstOrDefault(line => line.StartsWith("VmHWM:", StringComparison.Ordinal)) is { } line
                ? long.Parse(line.Split((char[])[' ', '\t'], StringSplitOptions.RemoveEmptyEntries)[1], CultureInfo.InvariantCulture)
                : null;
        }
        catch (IOException)
        {
            return null;
        }
    }

    // 256 x 256 x 256 voxels, of which the first 1/part are positive.
    private void Image(string subject, string suffix, int part)
    {
        const int side = 256, slice = side * side;
        using var file = new GZipStream(File.Create(At(subject, $"{suffix}.nii.gz")), CompressionLevel.Fastest);
        file.Write(NiftiBytes.Floats([], [side, side, side]));
        var random = new Random(suffix.Sum(letter => letter));
        var values = new float[slice];
        for (var z = 0; z < side; z++)
        {
            for (var i = 0; i < slice; i++)
            {
                values[i] = z < side / part ? 100 * (1 + (i * 3 / slice)) + random.Next(20) : 0;
            }

            file.Write(System.Runtime.InteropServices.MemoryMarshal.AsBytes(values.AsSpan()));
        }
    }

    private string At(string subject, string name)
    {
        var path = _folder.At($"raw/sub-{subject}/anat/sub-{subject}_{name}");
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        return path;
    }
}
