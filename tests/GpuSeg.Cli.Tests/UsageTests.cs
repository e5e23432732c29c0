using GpuSeg.Engine.Passes;
using GpuSeg.Kernels;
using GpuSeg.Kernels.Ilgpu;

namespace GpuSeg.Cli.Tests;

public sealed class UsageTests : IDisposable
{
    private readonly Workplace _place = new();

    public void Dispose() => _place.Dispose();

    [Theory]
    [InlineData("-k 0", "-k is 0", "from 1 to 255")]
    [InlineData("-k 256", "-k is 256", "from 1 to 255")]
    [InlineData("-k three", "-k is three", "from 1 to 255")]
    [InlineData("-k 99999999999", "-k is 99999999999", "from 1 to 255")]
    [InlineData("-k 2 -k 3", "-k", "single argument")]
    [InlineData("", "'-k' is required", "gpuseg segment --help")]
    [InlineData("-k 3 --no-such-option", "There is no option --no-such-option")]
    [InlineData("-k 3 --methd kmeans", "There is no option --methd; did you mean --method? See gpuseg segment --help.")]
    [InlineData("-k 3 --n_int=2", "There is no option --n_int; did you mean --n-init?")]
    [InlineData("-k 3 --covariance ful", "--covariance is ful; did you mean full?")]
    [InlineData("-k 3 --random-state -1", "--random-state is -1", "at least 0")]
    [InlineData("-k 3 --method em", "--method is em", "gmm or kmeans")]
    [InlineData("-k 3 --covariance round", "--covariance is round", "full, tied, diag or spherical")]
    [InlineData("-k 3 --mask-rule all", "--mask-rule is all", "positive, nonzero, finite, above:VALUE, any or auto")]
    [InlineData("-k 3 --mask-rule above:", "--mask-rule is above:", "above:VALUE")]
    [InlineData("-k 3 --scale log", "--scale is log", "none or standard")]
    [InlineData("-k 3 --init nowhere", "--init nowhere is neither")]
    [InlineData("-k 3 --method kmeans --init random_from_data", "random_from_data", "k-means++, random, sample or a JSON file")]
    [InlineData("-k 3 --n-init 0", "--n-init is 0", "at least 1")]
    [InlineData("-k 3 --max-iter 0", "--max-iter is 0", "at least 1")]
    [InlineData("-k 3 --seed -1", "--seed is -1", "at least 0")]
    [InlineData("-k 3 --tol -1", "--tol is -1", "at least 0")]
    [InlineData("-k 3 --tol 1e-4 --converge", "--converge runs to the optimum and --tol stops before it")]
    [InlineData("-k 3 --tol NaN", "--tol is NaN", "at least 0")]
    [InlineData("-k 3 --reg-covar small", "--reg-covar is small", "at least 0")]
    [InlineData("-k 3 --threads -2", "--threads is -2", "at least 0")]
    [InlineData("-k 3 --label-order size", "--label-order is size", "weight, mean:NAME")]
    [InlineData("-k 3 --label-order mean:", "--label-order is mean:", "weight, mean:NAME")]
    [InlineData("-k 3 --method kmeans --probseg", "--probseg needs posteriors", "--method gmm")]
    [InlineData("-k 3 --backend abacus", "There is no backend 'abacus'", "cpu, ", "reference")]
    public void Rejects_invalid_options(string options, params string[] parts) =>
        Refused(options.Split(' ', StringSplitOptions.RemoveEmptyEntries), parts);

    [Fact]
    public void Prints_the_help_without_arguments() => Assert.Equal(Gpuseg.Succeed("--help").Stdout, Gpuseg.Succeed().Stdout);

    [Fact]
    public void Accepts_names_of_scikit_learn_and_of_bids_apps_in_any_case()
    {
        Run("--method", "GMM", "--covariance-type", "Tied", "--random-state", "3", "--init_params", "random", "--n-components", "2");
        var parameters = _place.Json("_dseg.json").GetProperty("Parameters");
        Assert.Equal("tied", parameters.GetProperty("covariance_type").GetString());
        Assert.Equal(3, parameters.GetProperty("random_state").GetInt32());
        Assert.Equal("random", parameters.GetProperty("init_params").GetString());
        Run("--method", "KMeans", "--random_seed", "4", "--n-clusters", "2");
        Assert.Equal(4, _place.Json("_dseg.json").GetProperty("Parameters").GetProperty("random_state").GetInt32());
        Assert.DoesNotContain("--random", Gpuseg.Succeed("segment", "--help").Stdout);

        void Run(params string[] options) => Gpuseg.Succeed(["segment", _place.T1, "-o", _place.Prefix, "--overwrite", .. options]);
    }

    [Fact]
    public void Rejects_a_mask_file_with_a_rule()
    {
        Refused(["-k", "3", "--mask", _place.Flair, "--mask-rule", "positive"], "--mask ", "--mask-rule", "leave one of them out");
        Refused(["-k", "3", "--mask", ""], "--mask is empty");
    }

    [Fact]
    public void Rejects_a_file_name_as_prefix() => Refusal.OfUsage(
        Gpuseg.Run("segment", _place.T1, "-k", "3", "-o", _place.At("x.nii.gz")), "x.nii.gz names a file", $"such as {_place.At("x")}.");

    [Fact]
    public void Rejects_an_unknown_backend_of_the_environment()
    {
        string[] arguments = ["segment", _place.T1, "-k", "3", "-o", _place.Prefix];
        var environment = new Dictionary<string, string> { ["GPUSEG_BACKEND"] = "abacus" };
        Refusal.OfUsage(Gpuseg.RunIn(environment, arguments), "$GPUSEG_BACKEND", "'abacus'", "cpu, ", "reference");
        Assert.Empty(_place.Left);
    }

    [Fact]
    public void Rejects_options_that_do_not_apply()
    {
        Refused([_place.T1, "-k", "3", "--method", "kmeans", "--covariance", "tied"], "--covariance", "--method gmm");
        Refused([_place.T1, "-k", "3", "--method", "kmeans", "--reg-covar", "1"], "--reg-covar", "--method gmm");
        Refusal.OfUsage(Gpuseg.Run("segment", _place.T1, "-k", "3", "-o", ""), "-o is empty");
    }

    [Fact]
    public void Names_posteriors_of_an_earlier_run()
    {
        Gpuseg.Succeed("segment", _place.T1, "-k", "2", "-o", _place.Prefix, "--probseg");
        var again = Gpuseg.Succeed("segment", _place.T1, "-k", "3", "-o", _place.Prefix, "--overwrite");
        Assert.Contains("_probseg.nii.gz is of an earlier run", again.Stderr, StringComparison.Ordinal);
    }

    [Fact]
    public void Prefers_the_option_over_the_environment_and_the_automatic_choice()
    {
        Assert.Equal("cpu", Chosen("reference", "--backend", "cpu"));
        Assert.Equal("reference", Chosen("reference"));
        // A few hundred voxels do not justify starting a GPU.
        Assert.Equal("cpu", Chosen(""));

        string? Chosen(string environment, params string[] options)
        {
            string[] arguments = ["segment", _place.T1, "-k", "3", "-o", _place.Prefix, "--json", "--overwrite", .. options];
            return Workplace.Parse(Gpuseg.RunIn(new() { ["GPUSEG_BACKEND"] = environment }, arguments).Stdout).GetProperty("backend")
                .GetString();
        }
    }

    [Fact]
    public void Fails_when_a_missing_backend_is_requested_by_name()
    {
        var missing = Backends.All.Entries.Select(entry => (entry.Name, Reason: ReasonWhyMissing(entry)))
            .Where(entry => entry.Reason is not null).ToList();
        Assert.SkipWhen(missing.Count == 0, "Every backend starts here.");
        foreach (var (name, reason) in missing)
        {
            Refusal.Of(1, Gpuseg.Run("segment", _place.T1, "-k", "3", "-o", _place.Prefix, "--backend", name),
                $"The backend {name} cannot run here", reason!.TrimEnd('.'), "gpuseg devices");
            Assert.Empty(_place.Left);
        }
    }

    [Theory]
    [InlineData("segmnt", "There is no command segmnt; did you mean segment? See gpuseg --help.")]
    [InlineData("cluster", "There is no command cluster",
        "segment, bids, cohort, slurm, explore, lesion, compare, evaluate, plot, info, devices, bench, demo (see gpuseg --help)")]
    [InlineData("demo --nonsense", "There is no option --nonsense")]
    [InlineData("demo --seed x", "--seed is x", "at least 0")]
    [InlineData("demo --backend abacus", "There is no backend 'abacus'")]
    [InlineData("--nonsense", "--nonsense")]
    [InlineData("info", "info", "gpuseg info --help")]
    [InlineData("info --nonsense", "There is no option --nonsense")]
    [InlineData("devices --nonsense", "--nonsense", "gpuseg devices --help")]
    public void Rejects_invalid_commands(string arguments, params string[] parts) =>
        Refusal.OfUsage(Gpuseg.Run(arguments.Split(' ', StringSplitOptions.RemoveEmptyEntries)), parts);

    private static string? ReasonWhyMissing(BackendEntry entry)
    {
        try
        {
            using IBackend backend = entry.Create(new());
            return null;
        }
        catch (BackendUnavailableException unavailable)
        {
            return unavailable.Message;
        }
    }

    private void Refused(string[] options, params string[] parts)
    {
        Refusal.OfUsage(Gpuseg.Run(["segment", _place.T1, "-o", _place.Prefix, .. options]), parts);
        Assert.Empty(_place.Left);
    }
}
