using System.Globalization;
using GpuSeg.Studies.Phantom;

namespace GpuSeg.Cli.Tests;

/// <summary>Faults of single subjects or of the disk, and their effect on the remaining subjects.</summary>
public sealed class CohortFaultTests : IDisposable
{
    private const int Clusters = 4;

    private readonly TempFolder _folder = new();

    private string Raw => _folder.At("raw");

    private string Out => _folder.At("out");

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Explains_every_bad_subject_and_completes_the_good_ones()
    {
        PhantomDataset.Write(Raw, 12, cancellation: TestContext.Current.CancellationToken);
        Spoil("02", bytes => bytes[..(bytes.Length / 2)]);
        Spoil("03", _ => []);
        Link("04", "../../.git/annex/objects/gone");
        SpoilFloats("05", bytes => bytes.With(NiftiBytes.Sform, (short)1).With(NiftiBytes.SrowX + 12, 99f));
        SpoilVoxels("06", _ => float.NaN);
        SpoilVoxels("07", value => value > 0 ? 7 : 0);
        SpoilVoxels("08", _ => 0);
        var left = Clusters - 1;
        SpoilVoxels("09", value => value > 0 && left-- > 0 ? value : 0);
        Directory.Delete(Path.Combine(Raw, "sub-10"), recursive: true);
        File.CreateSymbolicLink(Path.Combine(Raw, "sub-10"), "../annex/sub-10");
        Directory.Delete(Path.Combine(Raw, "sub-11", "anat"), recursive: true);
        File.WriteAllText(Path.Combine(Raw, "sub-11", "anat"), "a file in place of a folder");

        var outcome = Gpuseg.Run("bids", Raw, Out, "participant", "-k", $"{Clusters}", "--modalities", "T1w,FLAIR");
        Assert.Equal(1, outcome.ExitCode);
        Assert.EndsWith("\n2 segmented, 0 complete already, 10 failed\n", outcome.Stdout);
        string[] sentences =
        [
            @"02: [^\n]+T1w.nii.gz is truncated: expected \d+ bytes of voxels, found \d+; fetch",
            @"03: [^\n]+T1w.nii.gz is empty \(0 bytes\)",
            @"04: [^\n]+T1w.nii.gz is a link to a missing file: content not present; run `datalad get [^\n]+T1w.nii.gz`",
            @"05: [^\n]+FLAIR.nii.gz lies on another grid than [^\n]+T1w.nii.gz: ",
            @"06: No voxel is finite and > 0 in every image[^\n]+would keep: t1w 0, flair [1-9]",
            @"07: Image t1w has the same value 7 in all \d+ voxels of the mask",
            @"08: No voxel is finite and > 0 in every image",
            @"09: 4 clusters were asked for, but the mask's 3 voxels hold only \d distinct",
            @"10: [^\n]+sub-10 is a link to a missing file: content not present; run `datalad get",
            @"11: No image of sub-11 is T1w",
        ];
        Assert.Matches(
            $@"\A(gpuseg: warning: [^\n]+\n)*gpuseg: 10 of 12 sessions "
                + $@"failed:\n{string.Concat(sentences.Select(sentence => $@"  sub-{sentence}[^\n]*\n"))}\z", outcome.Stderr);
        Assert.Equal(["sub-01", "sub-12"], Directory.GetDirectories(Out, "sub-*").Select(path => Path.GetFileName(path)).Order());
        Assert.Empty(Directory.GetFiles(Out, ".*.tmp", SearchOption.AllDirectories));
    }

    [Fact]
    public void Leaves_no_partial_files_on_a_full_disk_and_resumes_with_the_same_command()
    {
        PhantomDataset.Write(Raw, 2, cancellation: TestContext.Current.CancellationToken);
        Directory.CreateDirectory(Out);
        using var disk = new SmallDisk(Out);
        string[] arguments = ["bids", Raw, Out, "participant", "-k", $"{Clusters}", "--probseg"];
        var full = Gpuseg.Run(arguments);
        Assert.Equal((1, "0 segmented, 0 complete already, 2 failed"), (full.ExitCode, full.Stdout.TrimEnd('\n').Split('\n')[^1]));
        Assert.Matches(
            @"\Agpuseg: 2 of 2 sessions failed:\n  sub-01: [^\n]+ cannot be written \([^\n]+\); check free space and permissions.\n  "
                + @"sub-02: [^\n]+ cannot be written [^\n]+\n\z", full.Stderr);
        Assert.DoesNotContain(".tmp", full.Stderr);
        Assert.DoesNotContain(
            Directory.GetFiles(Out, "*", SearchOption.AllDirectories), path =>
                path.Contains($"{Path.DirectorySeparatorChar}anat{Path.DirectorySeparatorChar}", StringComparison.Ordinal)
                    || path.EndsWith(".tmp", StringComparison.Ordinal));

        disk.Grow();
        Assert.EndsWith("2 segmented, 0 complete already, 0 failed\n", Gpuseg.Succeed(arguments).Stdout);
        var undisturbed = _folder.At("undisturbed");
        Gpuseg.Succeed(["bids", Raw, undisturbed, "participant", "-k", $"{Clusters}", "--probseg"]);
        Assert.Equal(Files(undisturbed), Files(Out));
    }

    [Fact]
    public void Reports_refusals_of_the_backend_verbatim()
    {
        const int images = 17;
        var paths = Enumerable.Range(1, images)
            .Select(i => _folder.Put($"c{i}.nii", NiftiBytes.Floats(Workplace.Values(100, 10, (uint)i), Workplace.Shape)));
        File.WriteAllText(
            _folder.At("list.csv"),
            $"id,{string.Join(',', Enumerable.Range(1, images).Select(i => $"c{i}"))}\n1,{string.Join(',', paths)}\n");
        var outcome = Gpuseg.Run("cohort", _folder.At("list.csv"), "-o", Out, "-k", "2", "--backend", "ilgpu-cpu");
        Assert.Equal(
            (1, "gpuseg: 1 of 1 session failed:\n  sub-1: The backend ilgpu-cpu takes at most 16 images, not 17; use the backend cpu.\n"),
                (outcome.ExitCode, outcome.Stderr));
    }

    private static List<string> Files(string folder) =>
    [
        .. Directory.GetFiles(folder, "*", SearchOption.AllDirectories).Order(StringComparer.Ordinal)
            .Select(path =>
                string.Create(
                    CultureInfo.InvariantCulture,
                        $"{Path.GetRelativePath(folder, path)} "
                            + $"{Convert.ToHexString(System.Security.Cryptography.SHA256.HashData(File.ReadAllBytes(path)))}")),
    ];

    private string Image(string subject) => Path.Combine(Raw, $"sub-{subject}", "anat", $"sub-{subject}_T1w.nii.gz");

    private void Spoil(string subject, Func<byte[], byte[]> change) =>
        File.WriteAllBytes(Image(subject), change(File.ReadAllBytes(Image(subject))));

    private void SpoilFloats(string subject, Func<byte[], byte[]> change) =>
        Spoil(subject, bytes => TempFolder.Gzip(change(Inflated(bytes))));

    private void SpoilVoxels(string subject, Func<float, float> change) => SpoilFloats(subject, bytes =>
    {
        var voxels = System.Runtime.InteropServices.MemoryMarshal.Cast<byte, float>(bytes.AsSpan(352));
        for (var i = 0; i < voxels.Length; i++)
        {
            voxels[i] = change(voxels[i]);
        }

        return bytes;
    });

    private static byte[] Inflated(byte[] bytes)
    {
        using var gzip = new System.IO.Compression.GZipStream(new MemoryStream(bytes), System.IO.Compression.CompressionMode.Decompress);
        using var inflated = new MemoryStream();
        gzip.CopyTo(inflated);
        return inflated.ToArray();
    }

    private void Link(string subject, string target)
    {
        File.Delete(Image(subject));
        File.CreateSymbolicLink(Image(subject), target);
    }
}
