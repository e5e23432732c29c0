using System.CommandLine;
using System.CommandLine.Help;
using System.Diagnostics;
using GpuSeg.Cli.Commands.Bids;
using GpuSeg.Cli.Commands.Cohort;
using GpuSeg.Cli.Options;
using GpuSeg.Studies.Phantom;

namespace GpuSeg.Cli.Tests;

/// <summary>
/// The spellings and habits of callers of BIDS-Apps: their spellings, options given twice, streams that are closed or read by programs.
/// </summary>
public sealed class CallersTests : IDisposable
{
    private readonly TempFolder _folder = new();

    private string Raw => _folder.At("raw");

    private string Out => _folder.At("out");

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("--nprocs 3 --omp-nthreads 1", 3)]
    [InlineData("--omp_nthreads 2 --n_cpus 5", 5)]
    [InlineData("--omp-nthreads 2", 2)]
    [InlineData("--nthreads 4 --n-cpus 6", 6)]
    public void Prefers_the_total_of_processes_over_the_threads_of_one(string words, int threads)
    {
        var (backend, command) = (new BackendChoice().WithNamesOfBidsApps(), new Command("some"));
        backend.AddTo(command);
        ForeignNames.Accept(command);
        var parsed = command.Parse(words);
        Assert.Empty(parsed.Errors);
        Assert.Equal(threads, backend.Bind(parsed).Threads);
    }

    [Fact]
    public void Accepts_underscores_in_long_options_without_listing_them()
    {
        foreach (var command in (Command[])[BidsCommand.Create(), CohortCommand.Create()])
        {
            string[] names = [.. command.Options.Where(option => option is not (HelpOption or VersionOption))
                .SelectMany(option => option.Aliases.Prepend(option.Name)).Where(name => name.StartsWith("--", StringComparison.Ordinal))];
            Assert.Contains("--reports-only", names);
            Assert.Empty(names.Select(name => $"--{name[2..].Replace('-', '_')}").Except(names));
        }

        var parsed = BidsCommand.Create()
            .Parse("raw out participant --n_components 3 --dry_run --mem 800 --participant_label 01 02 -k 4 --mem_mb 900 --mem-mb 1000");
        Assert.Empty(parsed.Errors);
        Assert.Equal((4, 1000, true, "01 02"), (parsed.GetValue<int>("-k"), parsed.GetValue<int?>("--mem-mb"),
            parsed.GetValue<bool>("--dry-run"), string.Join(' ', parsed.GetValue<string[]>("--participant-label")!)));
        Assert.DoesNotContain("--n_components", Gpuseg.Succeed("bids", "--help").Stdout);
    }

    [Fact]
    public void Accepts_channels_as_separate_words()
    {
        var parsed = BidsCommand.Create().Parse("raw out participant -k 3 --modalities T1w ce-gd:T1w,FLAIR");
        Assert.Empty(parsed.Errors);
        Assert.Equal(["T1w", "ce-gd:T1w", "FLAIR"], parsed.GetValue<string[]>("--modalities")!);
    }

    [Fact]
    public void Continues_when_stdout_is_closed()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "There is no such shell.");
        PhantomDataset.Write(Raw, 2, cancellation: TestContext.Current.CancellationToken);
        Assert.Equal((0, ""), Closed("bids", Raw, Out, "participant", "-k", "2", "--no-reports"));
        Assert.Equal(2, Directory.GetFiles(Out, "*_dseg.nii.gz", SearchOption.AllDirectories).Length);
        Assert.Equal((0, ""), Closed("info", Path.Combine(Raw, "sub-01/anat/sub-01_T1w.nii.gz")));

        static (int ExitCode, string Stderr) Closed(params string[] arguments)
        {
            using var shell = Process.Start(new ProcessStartInfo("sh", ["-c", "exec \"$@\" >&-", "sh", "dotnet",
                Path.Combine(AppContext.BaseDirectory, "gpuseg.dll"), .. arguments])
            { RedirectStandardError = true })!;
            var stderr = shell.StandardError.ReadToEnd();
            shell.WaitForExit();
            return (shell.ExitCode, stderr);
        }
    }

    [Fact]
    public void Writes_every_log_line_as_JSON()
    {
        PhantomDataset.Write(Raw, 2, cancellation: TestContext.Current.CancellationToken);
        Assert.Contains("; 1 iteration, NOT", Gpuseg.Succeed("bids", Raw, Out, "participant", "-k", "2", "--no-reports",
            "--participant-label", "01", "--max-iter", "1", "--label-order", "mean:T1W").Stdout);
        string[] group = ["bids", Raw, Out, "group", "--log-json"];
        Assert.Equal(["start ", "session complete", "session missing", "end "], Events(1, group));
        Assert.Equal(["error "], Events(2, [.. group, "--bogus"]));
        Assert.Equal(["error "], Events(2, [.. group, "-k", "0"]));
        Assert.Equal(["error "], Events(2, [.. group, "--config-file", _folder.At("gone.json")]));

        static IEnumerable<string> Events(int exitCode, string[] arguments)
        {
            var outcome = Gpuseg.Run(arguments);
            Assert.Equal(exitCode, outcome.ExitCode);
            return outcome.Stderr.TrimEnd().Split('\n').Select(Workplace.Parse)
                .Select(line =>
                    $"{line.GetProperty("event").GetString()} {(line.TryGetProperty("state", out var state) ? state.GetString() : "")}");
        }
    }
}
