using GpuSeg.Images;
using GpuSeg.Images.Regridding;
using GpuSeg.Studies.Bids.Dataset;
using GpuSeg.Studies.Bids.Plans;

namespace GpuSeg.Studies.Tests.Bids;

public sealed class PlannerTests : IDisposable
{
    private readonly MadeDataset _data = new(
        "sub-01/anat/sub-01_FLAIR.nii", "sub-01/anat/sub-01_T1w.nii", "sub-01/anat/sub-01_ce-gadolinium_T1w.nii",
            "sub-01/anat/sub-01_T2w.nii", "sub-01/dwi/sub-01_ADC.nii");

    public void Dispose() => _data.Dispose();

    [Fact]
    public void Selects_all_anatomical_images_on_one_grid_as_channels()
    {
        _data.Image("sub-01/anat/sub-01_defacemask.nii");
        _data.Image("sub-01/anat/sub-01_part-phase_T2starw.nii");
        _data.Image("sub-01/dwi/sub-01_dwi.nii", volumes: 3);
        var plan = Assert.Single(_data.Plans());
        Assert.Equal(["t1w", "t1ce", "t2w", "flair", "adc"], Names(plan));
        Assert.Equal("sub-01/anat/sub-01_ce-gadolinium_T1w.nii", plan.Channels[1].Image.Path);
        Assert.Equal("sub-01/anat/sub-01_seg-gmm3_dseg.nii.gz", plan.Outputs!.LabelMap);
        Assert.Equal(
            ["sub-01/anat/sub-01_defacemask.nii, sub-01/anat/sub-01_part-phase_T2starw.nii are left out: they are channels only "
                + "if named as a modality."], plan.Notes);
        Assert.Empty(Assert.Single(_data.Plans("T1w,T2w")).Notes);
    }

    [Fact]
    public void Stops_when_cancelled() => Assert.Throws<OperationCanceledException>(
        () => new Planner(null, FilterFile.Empty, "gmm3")
            .Plan(BidsDataset.Scan(_data.Root), cancellation: new(canceled: true)));

    [Fact]
    public void Counts_the_memory_for_images_that_are_resampled()
    {
        using var data = new MadeDataset("sub-01/anat/sub-01_T1w.nii");
        data.Image("sub-01/anat/sub-01_FLAIR.nii", shift: 1);
        var plan = Assert.Single(data.Plans(rules: new() { Regrid = TargetGrid.First }));
        Assert.Equal(["t1w", "flair"], Names(plan));
        // 24 voxels: as stored, as float32, their weights, and the result.
        Assert.Equal((24, 24 * (4 + 4 + 4 + 4)), (plan.Voxels, plan.MovingBytes));
        var fine = Assert.Single(data.Plans(rules: new() { Regrid = TargetGrid.Parse("1") }));
        Assert.Equal(8 * 6 * 6, fine.Voxels);
        Assert.Equal(2 * (24 * 12 + 8 * 6 * 6 * 4), fine.MovingBytes);
    }

    [Fact]
    public void Fails_a_session_of_several_grids_instead_of_segmenting_fewer_channels()
    {
        _data.Image("sub-01/anat/sub-01_T1w.nii", shift: 40);
        _data.Image("sub-01/anat/sub-01_PDT2.nii", volumes: 2);
        var plan = Assert.Single(_data.Plans(rules: new() { AllowMissing = true }));
        Assert.Empty(plan.Channels);
        Assert.Matches("^sub-01/anat/sub-01_ce-gadolinium_T1w.nii lies on another grid than sub-01/anat/sub-01_T1w.nii: the shapes agree, "
            + "but its affine puts voxels up to 40 mm elsewhere .*; have it resampled onto the first image's grid, .*, "
            + "or choose other channels[.]$", plan.Failure);
        Assert.Equal(["sub-01/anat/sub-01_PDT2.nii is left out: it is a channel only if named as a modality."], plan.Notes);
    }

    [Fact]
    public void Prefers_the_version_on_the_grid_of_the_other_channels()
    {
        _data.Image("sub-01/anat/sub-01_T1w.nii", shift: 40);
        _data.Image("sub-01/anat/sub-01_acq-b_T1w.nii");
        _data.Image("sub-01/anat/sub-01_acq-a_T1w.nii");
        var plan = Assert.Single(_data.Plans());
        Assert.Equal(["t1w", "t1ce", "t2w", "flair", "adc"], Names(plan));
        Assert.Equal(("sub-01/anat/sub-01_acq-a_T1w.nii", "t1w (acq-a), t1ce, t2w, flair, adc"),
            (plan.Channels[0].Image.Path, plan.ChannelText));
        Assert.Equal(
            [
                "sub-01/anat/sub-01_T1w.nii is left out: it lies on another grid, and sub-01_acq-a_T1w.nii on that of the other channels.",
                "sub-01/anat/sub-01_acq-b_T1w.nii is left out: t1w is sub-01_acq-a_T1w.nii, the first version by name; "
                    + "name the version to use another.",
            ],
            plan.Notes);
    }

    [Fact]
    public void Selects_the_first_of_several_runs()
    {
        using var data =
            new MadeDataset("sub-01/anat/sub-01_run-10_T1w.nii", "sub-01/anat/sub-01_run-2_T1w.nii", "sub-01/anat/sub-01_FLAIR.nii");
        foreach (var modalities in new[] { null, "T1w,FLAIR" })
        {
            var plan = Assert.Single(data.Plans(modalities));
            Assert.Equal("sub-01/anat/sub-01_run-2_T1w.nii", plan.Channels[0].Image.Path);
            Assert.Equal(
                ["sub-01/anat/sub-01_run-10_T1w.nii is left out: sub-01/anat/sub-01_run-2_T1w.nii is the first of 2 runs."], plan.Notes);
        }

        Assert.Equal("sub-01/anat/sub-01_run-10_T1w.nii", Assert.Single(data.Plans("run-10:T1w")).Channels[0].Image.Path);
        var last = Assert.Single(data.Plans(rules: new() { Runs = RunChoice.Last }));
        Assert.Equal(("sub-01/anat/sub-01_run-10_T1w.nii",
            "sub-01/anat/sub-01_run-2_T1w.nii is left out: sub-01/anat/sub-01_run-10_T1w.nii is the last of 2 runs."),
            (last.Channels[0].Image.Path, Assert.Single(last.Notes)));
    }

    [Theory]
    [InlineData("T1w", "t1w sub-01_T1w.nii")]
    [InlineData("ce-gd:T1w,FLAIR", "t1ce sub-01_ce-gadolinium_T1w.nii", "flair sub-01_FLAIR.nii")]
    [InlineData("ce-*:T1w", "t1ce sub-01_ce-gadolinium_T1w.nii")]
    [InlineData("ADC,T1w", "adc sub-01_ADC.nii", "t1w sub-01_T1w.nii")]
    public void Selects_channels_in_the_order_of_the_modalities(string modalities, params string[] expected) => Assert.Equal(
        expected, Assert.Single(_data.Plans(modalities))
            .Channels.Select(channel => $"{channel.Name} {Path.GetFileName(channel.Image.Path)}"));

    [Fact]
    public void Requires_unnamed_entities_to_be_absent()
    {
        _data.Image("sub-01/anat/sub-01_acq-fast_T1w.nii");
        Assert.Equal("sub-01/anat/sub-01_T1w.nii", Assert.Single(_data.Plans("T1w")).Channels[0].Image.Path);
        var fast = Assert.Single(_data.Plans("acq-fast:T1w")).Channels[0];
        Assert.Equal(("t1w_acq-fast", "sub-01/anat/sub-01_acq-fast_T1w.nii"), (fast.Name, fast.Image.Path));
        var plan = Assert.Single(_data.Plans());
        Assert.Equal(["t1w", "t1ce", "t2w", "flair", "adc"], Names(plan));
        Assert.Equal(["sub-01/anat/sub-01_acq-fast_T1w.nii is left out: t1w is sub-01_T1w.nii, the plain version; "
            + "name the version to use another."], plan.Notes);
    }

    [Fact]
    public void Prefers_an_exact_contrast_agent_over_a_synonym()
    {
        _data.Image("sub-01/anat/sub-01_ce-gd_T1w.nii");
        Assert.EndsWith("ce-gd_T1w.nii", Assert.Single(_data.Plans("ce-gd:T1w")).Channels[0].Image.Path);
        Assert.EndsWith("ce-gadolinium_T1w.nii", Assert.Single(_data.Plans("ce-gadolinium:T1w")).Channels[0].Image.Path);
        Assert.Contains("Several images of sub-01 are ce-gado:T1w: ", Assert.Single(_data.Plans("ce-gado:T1w")).Failure);
        Assert.Contains("No image of sub-01 is ce-fe:T1w; it has ", Assert.Single(_data.Plans("ce-fe:T1w")).Failure);
        Assert.Equal(["t1w", "t1ce", "t2w", "flair", "adc"], Names(Assert.Single(_data.Plans())));
    }

    [Fact]
    public void Requires_chosen_channels_to_exist_once_on_one_grid()
    {
        _data.Image("sub-01/anat/sub-01_PDw.nii", shift: 40);
        _data.Image("sub-01/anat/sub-01_PDT2.nii", volumes: 2);
        Assert.Contains("sub-01_PDw.nii lies on another grid than", Assert.Single(_data.Plans("T1w,PDw")).Failure);
        Assert.Contains("PDT2.nii holds 2 volumes", Assert.Single(_data.Plans("T1w,PDT2")).Failure);
        Assert.Equal(
            "No image of sub-01 is angio; it has sub-01_FLAIR.nii, sub-01_PDT2.nii, sub-01_PDw.nii, sub-01_T1w.nii, sub-01_T2w.nii, "
                + "sub-01_ce-gadolinium_T1w.nii, sub-01_ADC.nii; add the image, choose other channels or allow missing channels.",
            Assert.Single(_data.Plans("T1w,angio")).Failure);
    }

    [Theory]
    [InlineData("ce-gd", "does not end with a suffix")]
    [InlineData("T1w:", "does not end with a suffix")]
    [InlineData("ce:T1w", "'ce' of 'ce:T1w' is not an entity with a value")]
    [InlineData("colour-red:T1w", "'colour-red' of")]
    [InlineData("ce-gd:ce-fe:T1w", "names the entity ce twice")]
    public void Rejects_invalid_modalities(string text, string part) =>
        Assert.Contains(part, Assert.Throws<FormatException>(() => Modality.Parse(text)).Message);

    [Fact]
    public void Fails_only_the_subject_of_an_unfetched_image()
    {
        _data.Image("sub-02/anat/sub-02_T1w.nii");
        _data.Link("sub-02/anat/sub-02_FLAIR.nii.gz", "../../.git/annex/objects/gone");
        var plans = _data.Plans();
        Assert.Null(plans[0].Failure);
        Assert.Contains("sub-02_FLAIR.nii.gz is a link to a missing file: content not present; run `datalad get ", plans[1].Failure);
        // A channel that is not wanted need not be there.
        Assert.Null(_data.Plans("T1w")[1].Failure);
    }

    [Fact]
    public async Task Fails_only_the_session_of_a_pipe_without_a_writer()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "There are no such pipes.");
        _data.Image("sub-02/anat/sub-02_T1w.nii");
        _data.Link("sub-03/anat/sub-03_T1w.nii", "../../pipe");
        using (var make = System.Diagnostics.Process.Start("mkfifo", [_data.At("pipe"), _data.At("sub-02/anat/sub-02_FLAIR.nii.gz")]))
        {
            make.WaitForExit();
        }

        var plans = await Task.Run(() => _data.Plans(), TestContext.Current.CancellationToken)
            .WaitAsync(TimeSpan.FromMinutes(1), TestContext.Current.CancellationToken);
        Assert.Null(plans[0].Failure);
        Assert.EndsWith("sub-02_FLAIR.nii.gz is a pipe where a file was expected; save the image to a file first.", plans[1].Failure);
        Assert.EndsWith("sub-03_T1w.nii is a pipe where a file was expected; save the image to a file first.", plans[2].Failure);
    }

    [Fact]
    public void Selects_channels_by_a_filter_file()
    {
        _data.Image("sub-01/anat/sub-01_acq-fast_T1w.nii");
        _data.Image("sub-01/anat/sub-01_acq-slow_T1w.nii");
        Assert.Equal("t1w sub-01_acq-fast_T1w.nii", Chosen("T1w", """{"t1w": {"acquisition": "fast"}}"""));
        Assert.Equal("t1w sub-01_T1w.nii", Chosen("T1w", """{"t1w": {"acquisition": null}}"""));
        Assert.Equal("t1w sub-01_T2w.nii", Chosen("T1w", """{"T1W": {"suffix": "T2w"}}"""));
        Assert.Contains("Several images", Assert.Single(_data.Plans("T1w", """{"t1w": {"acquisition": "*"}}""")).Failure);
        Assert.Contains("Several images", Assert.Single(_data.Plans("T1w", """{"t1w": {"acq": ["fast", "slow"]}}""")).Failure);
        Assert.Equal(["t1w", "t1ce", "t2w", "flair", "adc"], Names(
            Assert.Single(_data.Plans(null, """{"t1w": {"acquisition": "slow", "datatype": "anat"}}"""))));
        Assert.Equal(["t1w", "t1ce", "flair", "adc"], Names(
            Assert.Single(_data.Plans(null, """{"t1w": {"acquisition": null}, "t2w": {"acquisition": "*"}}"""))));

        string Chosen(string modalities, string filter) =>
            Assert.Single(_data.Plans(modalities, filter))
                .Channels.Select(channel => $"{channel.Name} {Path.GetFileName(channel.Image.Path)}").Single();
    }

    [Fact]
    public void Knows_a_channel_whatever_the_filter_file_says()
    {
        var planner = new Planner([Modality.Parse("T1w"), Modality.Parse("T2w")], FilterFile.Empty, "gmm3");
        Assert.Null(planner.Unknown(BidsDataset.Scan(_data.Root)));
        _data.Text("code/filter.json", """{"t1w": {"acquisition": "fast"}}""");
        planner = new Planner([Modality.Parse("T1w")], FilterFile.Read(_data.At("code/filter.json")), "gmm3");
        Assert.Null(planner.Unknown(BidsDataset.Scan(_data.Root)));
        Assert.Contains("No image of sub-01 is T1w", Assert.Single(planner.Plan(
            BidsDataset.Scan(_data.Root), cancellation: TestContext.Current.CancellationToken).Plans).Failure);
        Assert.Equal($"no image of {_data.Root} is t1w; did you mean T1w? Its images are FLAIR, T1w, T2w, ce-gadolinium:T1w, ADC.",
            new Planner([Modality.Parse("t1w")], FilterFile.Empty, "gmm3").Unknown(BidsDataset.Scan(_data.Root)));
    }

    [Theory]
    [InlineData("""{"t1w": {"run": 1}}""")]
    [InlineData("""{"t1w": {"suffix": "T2w"}}""")]
    public void Reports_a_condition_that_no_image_meets(string filter)
    {
        var plan = Assert.Single(_data.Plans(null, filter));
        Assert.Equal(["t1ce", "t2w", "flair", "adc"], Names(plan));
        Assert.Equal(
            ["sub-01/anat/sub-01_T1w.nii is left out: no image of the session meets the filter file's conditions on t1w."], plan.Notes);
    }

    [Fact]
    public void Applies_sessions_of_a_filter_file_to_all_channels_and_reports_unknown_channels()
    {
        using var data = new MadeDataset(
            "sub-01/ses-1/anat/sub-01_ses-1_T1w.nii", "sub-01/ses-1/anat/sub-01_ses-1_FLAIR.nii", "sub-01/ses-2/anat/sub-01_ses-2_T1w.nii",
                "sub-01/ses-2/anat/sub-01_ses-2_FLAIR.nii");
        var (plans, notes) =
            data.Planned(null, """{"t1w": {"datatype": "anat", "session": "2", "suffix": "T1w"}, "bold": {"session": "1"}}""");
        Assert.Equal(("sub-01_ses-2", 2), (Assert.Single(plans).Id, plans[0].Channels.Count));
        Assert.Equal("sub-01_ses-1", Assert.Single(data.Plans(null, """{"t1w": {"session": ["ses-1"], "subject": "sub-01"}}""")).Id);
        Assert.Equal(["the filter file's bold has no effect: it is not one of the channels (flair, t1w)."], notes);
        Assert.Contains("lets no session", Assert.Throws<ImageException>(() => data.Plans(null, """{"t1w": {"session": "3"}}""")).Message);
    }

    [Theory]
    [InlineData("[]", "does not hold a JSON object")]
    [InlineData("{", "cannot be read as JSON")]
    [InlineData("""{"t1w": 3}""", "t1w must be an object")]
    [InlineData("""{"t1w": {"colour": "red"}}""", "'colour', which is not an entity")]
    [InlineData("""{"t1w": {"run": true}}""", "t1w.run must be a text, a number")]
    [InlineData("""{"t1w": {"run": []}}""", "t1w.run must be a text, a number")]
    public void Rejects_invalid_filter_files(string filter, string part) =>
        Assert.Contains(part, Assert.Throws<ImageException>(() => _data.Plans(null, filter)).Message);

    [Fact]
    public void Numbers_in_filters_are_runs_whatever_their_zeros()
    {
        using var data = new MadeDataset("sub-01/anat/sub-01_run-01_T1w.nii", "sub-01/anat/sub-01_run-02_T1w.nii");
        Assert.EndsWith("run-02_T1w.nii", Assert.Single(data.Plans("T1w", """{"t1w": {"run": 2}}""")).Channels[0].Image.Path);
    }

    [Theory]
    [InlineData("bids_tcga", "sub-TCGADU7294", "sub-TCGAFG6692")]
    [InlineData("bids_openms", "sub-19", "sub-26")]
    public void Plans_real_data_sets(string name, params string[] subjects)
    {
        var root = Shared.File("data", name);
        var plans = new Planner(null, FilterFile.Empty, "gmm3")
            .Plan(BidsDataset.Scan(root), cancellation: TestContext.Current.CancellationToken).Plans;
        Assert.Equal(subjects, plans.Select(plan => plan.Id));
        Assert.All(plans, plan => Assert.Equal((null, "t1w t1ce t2w flair"), (plan.Failure, string.Join(' ', Names(plan)))));
        var chosen = new Planner([Modality.Parse("ce-gd:T1w")], FilterFile.Empty, "gmm3")
            .Plan(BidsDataset.Scan(root), cancellation: TestContext.Current.CancellationToken).Plans;
        Assert.All(chosen, plan => Assert.EndsWith("_ce-gadolinium_T1w.nii.gz", Assert.Single(plan.Channels).Image.Path));
    }

    private static string[] Names(SessionPlan plan) => [.. plan.Channels.Select(channel => channel.Name)];
}
