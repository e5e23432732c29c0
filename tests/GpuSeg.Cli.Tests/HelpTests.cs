using System.Reflection;

namespace GpuSeg.Cli.Tests;

public sealed class HelpTests
{
    [Theory]
    [InlineData("", "segment", "bids", "cohort", "slurm", "explore", "lesion", "compare", "evaluate", "plot", "info", "devices",
        "bench", "demo",
        "--version", "-v, --verbose")]
    [InlineData("info", "<FILE>...", "--json", "-v, --verbose")]
    [InlineData("compare", "<A> <B>", "--truth", "-o, --output <PREFIX>", "sum of their Dice overlaps", "have a label in both maps",
        "--json", "--overwrite", "-v, --verbose")]
    [InlineData("plot", "slices <IMAGE>", "histograms <IMAGE>", "labels <MAP>", "overlay <IMAGE>", "scatter <IMAGE>", "hist2d <IMAGE>",
        "bound <MODEL>", "scores <TABLE>")]
    [InlineData("plot slices", "<IMAGE>...", "--labels <FILE>", "--plane <axial|coronal|sagittal>", "--slices <N,N,...>",
        "-x, --mask <FILE>", "default: gpuseg_slices.png", "--overwrite")]
    [InlineData(
        "bids", "<BIDS_DIR>", "<OUTPUT_DIR>", "<participant|group>", "--participant-label", "--session-label", "--subjects-from",
            "--shard <I/N>", "--modalities", "--bids-filter-file <FILE>", "-k,", "--model <FILE>", "--fit <session|subject|pooled>",
                "--probseg",
                "--mask-from", "--mask-rule", "--fill-holes", "--n-cpus", "--mem-mb", "--work-dir", "--config-file, --config_file <FILE>",
                    "--stop-on-first-crash", "--skip-existing", "--dry-run", "--json", "--log-json", "--overwrite", "--version")]
    [InlineData("cohort", "<LIST>", "<participant|group>", "-o, --output <DIR>", "-k,", "--mask-rule", "--fill-holes", "--dry-run")]
    [InlineData("slurm", "<BIDS_DIR>", "<OUTPUT_DIR>", "--tasks <N>", "--gres <LIST>", "--cpus-per-task <C>", "--mem <M>", "--time <T>",
        "--partition <P>", "--account <A>", "--sbatch-option", "--submit", "--no-group", "--participant-label", "-k,")]
    [InlineData("devices", "--check", "-v, --verbose")]
    [InlineData("bench", "--backend <B>", "else each that suits this machine", "--threads <N>", "--quick", "--json", "-v, --verbose")]
    [InlineData("demo", "<DIR>", "default: gpuseg-demo", "--seed <S>", "--bids <DIR>", "--subjects <N>", "--overwrite", "--backend <B>",
        "--threads <N>", "-v, --verbose")]
    public void Lists_commands_and_exit_codes_in_help(string command, params string[] parts)
    {
        var outcome = Gpuseg.Succeed([.. command.Split(' ', StringSplitOptions.RemoveEmptyEntries), "--help"]);
        Assert.Empty(outcome.Stderr);
        Assert.All(parts, part => Assert.Contains(part, outcome.Stdout));
    }

    [Fact]
    public void Creates_only_the_command_that_the_first_word_names()
    {
        string[] all = [.. CommandTable.Root([]).Subcommands.Select(command => command.Name)];
        Assert.Equal(13, all.Length);
        Assert.All(all, name => Assert.Equal([name], CommandTable.Root([name, "bids"]).Subcommands.Select(command => command.Name)));
        Assert.Equal(all, CommandTable.Root(["--verbose", "bids"]).Subcommands.Select(command => command.Name));
    }

    [Fact]
    public void Lists_every_option_of_segment_with_its_default()
    {
        var lines = Gpuseg.Succeed("segment", "--help").Stdout.Split('\n');
        Option("-k,", "1..255");
        Option("--method", "gmm|kmeans", "default: gmm");
        Option("--covariance", "full|tied|diag|spherical", "default: full");
        Option("--init", "kmeans, k-means++, random, random_from_data, sample", "JSON", "16,384",
            "Default: kmeans for gmm, k-means++ for kmeans");
        Option("--n-init", "Default: 1 for gmm, 10 for kmeans");
        Option("--seed", "default: 0");
        Option("--max-iter", "Default: 100 for gmm, 300 for kmeans, 10000 with --converge");
        Option("--tol", "Default: 0.001 for gmm, 0.0001 for kmeans");
        Option("--reg-covar", "default: 1E-06");
        Option("-o,", "PREFIX", "default: gpuseg");
        Option("-x,", "--mask <FILE>");
        Option("--mask-rule", "positive|nonzero|finite|above:VALUE|any|auto", "default: positive");
        Option("--fill-holes", "0.1 %");
        Option("--scale", "none|standard", "default: none");
        Option("--label-order", "mean:NAME", "default: weight");
        Option("--label-names", "NAME,NAME,...", "Default: Cluster 1..K");
        Option("--probseg");
        Option("--model", "<FILE>");
        Option("--report", "HTML");
        Option("--backend", "cpu", "reference", "Default: $GPUSEG_BACKEND");
        Option("--threads", "default: 0");
        Option("--json");
        Option("--overwrite");
        Option("-v,", "--verbose");

        void Option(string name, params string[] parts)
        {
            var line = Assert.Single(
                lines, line => line.TrimStart().StartsWith(name + (name.EndsWith(',') ? "" : " "), StringComparison.Ordinal));
            Assert.All(parts, part => Assert.Contains(part, line));
        }
    }

    [Fact]
    public void Prints_the_version_of_the_program() => Assert.Equal(
        Assembly.Load("gpuseg").GetCustomAttribute<AssemblyInformationalVersionAttribute>()!.InformationalVersion,
        Gpuseg.Succeed("--version").Stdout.TrimEnd());
}
