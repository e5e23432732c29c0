using GpuSeg.Images;
using GpuSeg.Studies.Bids.Plans;

namespace GpuSeg.Studies.Tests.Bids;

public sealed class CohortListTests : IDisposable
{
    private readonly MadeDataset _data = new("a/t1.nii", "a/flair.nii", "a/mask.nii", "b t1.nii", "b flair.nii", "b mask.nii");

    public void Dispose() => _data.Dispose();

    [Fact]
    public void Reads_rows_as_sessions_and_columns_as_channels()
    {
        _data.Text("lists/list.tsv",
            $"id\tt1 with gd\tmask\tflair\r\nAnna-1\t../a/t1.nii\t../a/mask.nii\t{_data.At("a/flair.nii")}\r\n\r\nb_2\t../b t1.nii\t../b "
                + $"mask.nii\t../b flair.nii\r\n");
        var list = CohortList.Read(_data.At("lists/list.tsv"));
        var plans = list.Plan("gmm3", cancellation: TestContext.Current.CancellationToken);
        Assert.Equal(["sub-Anna1", "sub-b2"], plans.Select(plan => plan.Id));
        Assert.All(plans, plan =>
            Assert.Equal((null, "t1 with gd, flair"), (plan.Failure, string.Join(", ", plan.Channels.Select(channel => channel.Name)))));
        Assert.Equal(["../a/t1.nii", "../a/flair.nii"], plans[0].Channels.Select(channel => channel.Image.Path));
        Assert.Equal(new("../b mask.nii", "bids:raw:../b%20mask.nii"), plans[1].Mask);
        Assert.Equal("sub-b2/anat/sub-b2_seg-gmm3_dseg.nii.gz", plans[1].Outputs!.LabelMap);
        Assert.True(list.HasMasks);
        _data.Text("out/participants.tsv", "participant_id\tsource_id\nsub-Anna1\tolder\nsub-z\tZ\n");
        Assert.Equal("participant_id\tsource_id\nsub-Anna1\tAnna-1\nsub-b2\tb_2\nsub-z\tZ\n", list.Participants(_data.At("out")));
    }

    [Fact]
    public void Finds_files_of_a_list_in_a_linked_folder()
    {
        _data.Text("deep/er/lists/list.tsv", "id\tt1\na\t../../../a/t1.nii\n");
        _data.Link("link", "deep/er/lists");
        var list = CohortList.Read(_data.At("link/list.tsv"));
        var plan = Assert.Single(list.Plan("gmm3", cancellation: TestContext.Current.CancellationToken));
        Assert.Equal((null, "../../../a/t1.nii"), (plan.Failure, plan.Channels[0].Image.Path));
        Assert.True(File.Exists(Path.Combine(list.Raw.Root, plan.Channels[0].Image.Path)));
    }

    [Fact]
    public void Parses_commas_and_quotes_of_a_CSV()
    {
        _data.Text("list.csv", "id,\"t1,weighted\",flair\n\"say \"\"b\"\"\",b t1.nii,\"b flair.nii\"\n");
        var plan = Assert.Single(
            CohortList.Read(_data.At("list.csv")).Plan("gmm3", cancellation: TestContext.Current.CancellationToken));
        Assert.Equal((null, "sub-sayb", "t1,weighted"), (plan.Failure, plan.Id, plan.Channels[0].Name));
    }

    [Fact]
    public void Reports_an_unclosed_quote()
    {
        _data.Text("list.csv", "id,t1\r\n\"a,a/t1.nii\r\nb,\"b t1.nii\"\r\n\r\n");
        var plans = CohortList.Read(_data.At("list.csv")).Plan("gmm3", cancellation: TestContext.Current.CancellationToken);
        Assert.Equal([("sub-aat1nii", true), ("sub-b", false)], plans.Select(plan => (plan.Id, plan.Failure is not null)));
        Assert.StartsWith("line 2 of list.csv (id a,a/t1.nii): it has a quote that is not closed", plans[0].Failure);
        _data.Text("list.csv", "id,\"t1\na,a/t1.nii\n");
        Assert.Contains("Line 1 of ", Assert.Throws<ImageException>(() => CohortList.Read(_data.At("list.csv"))).Message);
    }

    [Theory]
    [InlineData("id;t1;flair\r\"a;1\";a/t1.nii;a/flair.nii\r")]
    [InlineData("id,t1,flair\r\na1,a/t1.nii,a/flair.nii\r\n")]
    public void Reads_a_CSV_of_any_spreadsheet(string text)
    {
        _data.Text("list.csv", text);
        var plan = Assert.Single(Plan("list.csv"));
        Assert.Equal((null, "sub-a1", "t1, flair"), (plan.Failure, plan.Id, plan.ChannelText));
    }

    [Fact]
    public void Turns_the_volumes_of_a_file_into_channels()
    {
        _data.Image("many.nii", volumes: 2);
        _data.Image("more.nii", volumes: 3);
        _data.Text("list.tsv", "id\tmri\tt1\na\tmany.nii\ta/t1.nii\nb\tmany.nii\ta/t1.nii\nc\tmore.nii\ta/t1.nii\n");
        var plans = Plan("list.tsv");
        Assert.Equal(["mri_1", "mri_2", "t1"], plans[0].ImageNames);
        Assert.Equal((null, 2, "mri (2 volumes), t1"), (plans[0].Failure, plans[0].Channels.Count, plans[0].ChannelText));
        Assert.Equal("line 4 of list.tsv (id c): more.nii holds 3 volumes, and most files of the column mri hold 2; "
            + "give a file with as many, or leave the line out.", plans[2].Failure);
        Assert.Null(plans[2].Outputs);
        _data.Text("list.tsv", "id\tt1\tmask\na\ta/t1.nii\tmany.nii\n");
        Assert.Contains("many.nii holds 2 volumes and should be a single 3-D image", Assert.Single(Plan("list.tsv")).Failure);
    }

    [Fact]
    public void Leaves_empty_cells_out_only_if_channels_may_be_missing()
    {
        _data.Text("list.tsv", "id\tt1\tflair\na\ta/t1.nii\tn/a\nb\t\t\n");
        Assert.Equal("line 2 of list.tsv (id a): its cell flair is empty; give the path of the file, leave the line out, "
            + "or allow missing channels.", Plan("list.tsv")[0].Failure);
        var plans = Plan("list.tsv", new() { AllowMissing = true });
        Assert.Equal((null, "t1", "flair"), (plans[0].Failure, plans[0].ChannelText, Assert.Single(plans[0].Missing)));
        Assert.Equal(["it lacks flair; its labels cannot be compared with those of complete sessions."], plans[0].Notes);
        Assert.Contains("its cell t1 is empty", plans[1].Failure);
    }

    [Fact]
    public void Reports_paths_as_written()
    {
        _data.Text("lists/list.tsv", "id\tt1\nroot\t/nowhere/x.nii.gz\nup\t../gone.nii\n");
        var plans = CohortList.Read(_data.At("lists/list.tsv"))
            .Plan("gmm3", cancellation: TestContext.Current.CancellationToken);
        Assert.Equal("line 2 of list.tsv (id root): /nowhere/x.nii.gz does not exist; check the spelling of the path.", plans[0].Failure);
        Assert.Contains("lists/../gone.nii does not exist", plans[1].Failure);
    }

    [Fact]
    public void Stops_when_cancelled()
    {
        _data.Text("list.tsv", "id\tt1\na\ta/t1.nii\n");
        Assert.Throws<OperationCanceledException>(
            () => CohortList.Read(_data.At("list.tsv")).Plan("gmm3", cancellation: new(canceled: true)));
    }

    [Fact]
    public void Fails_every_bad_row_alone_with_its_position()
    {
        _data.Image("other.nii", shift: 40);
        _data.Image("many.nii", volumes: 2);
        _data.Text("list.tsv", """
            id	t1	flair
            good	a/t1.nii	a/flair.nii
            gone	a/t1.nii	a/gone.nii
            none	a/t1.nii	
            short	a/t1.nii
            grid	a/t1.nii	other.nii
            x-1	a/t1.nii	a/flair.nii
            x1	a/t1.nii	a/flair.nii
            --	a/t1.nii	a/flair.nii
            many	many.nii	a/flair.nii
            """);
        var list = CohortList.Read(_data.At("list.tsv"));
        var plans = list.Plan("gmm3", cancellation: TestContext.Current.CancellationToken);
        Assert.Null(plans[0].Failure);
        string[] expected =
        [
            @"line 3 of list.tsv \(id gone\): .*gone.nii does not exist",
            @"line 4 of list.tsv \(id none\): its cell flair is empty",
            @"line 5 of list.tsv \(id short\): it has 2 cells and the header 3 columns",
            @"line 6 of list.tsv \(id grid\): .*other.nii lies on another grid than .*t1.nii",
            @"line 7 of list.tsv \(id x-1\): its results would have the same name sub-x1 as those of line 8 \(id x1\)",
            @"line 8 of list.tsv \(id x1\): its results would have the same name sub-x1 as those of line 7 \(id x-1\)",
            @"line 9 of list.tsv \(id --\): its id has neither letters nor digits",
            @"line 10 of list.tsv \(id many\): .*many.nii holds 2 volumes",
        ];
        foreach (var (plan, pattern) in plans.Skip(1).Zip(expected, (plan, pattern) => (plan, pattern)))
        {
            Assert.Matches($"^{pattern}.*[.]$", plan.Failure);
            Assert.Null(plan.Outputs);
        }

        Assert.Equal(1 + expected.Length, plans.Count);
        Assert.DoesNotContain("x1", list.Participants(_data.At("nowhere")));
    }

    [Theory]
    [InlineData("subject\tt1\na\tb\n", "has no column id; its header is 'subject t1': write id")]
    [InlineData("id,t1\na,b\n", "has no column id; its header is 'id,t1'")]
    [InlineData("id\tmask\na\tb\n", "has no column of images")]
    [InlineData("id\tt1\tt1\na\tb\tc\n", "has two columns of one name")]
    [InlineData("id\tt1\t\na\tb\tc\n", "has a column without a name")]
    [InlineData("id\tt1\n\n", "lists no subject")]
    [InlineData("", "lists no subject")]
    public void Rejects_invalid_lists(string text, string part)
    {
        _data.Text("list.tsv", text);
        Assert.Contains(part, Assert.Throws<ImageException>(() => CohortList.Read(_data.At("list.tsv"))).Message);
    }

    [Fact]
    public void Rejects_a_path_that_is_not_a_file()
    {
        Assert.Contains("does not exist", Assert.Throws<ImageException>(() => CohortList.Read(_data.At("gone.tsv"))).Message);
        Assert.Contains("is a folder where a list", Assert.Throws<ImageException>(() => CohortList.Read(_data.Root)).Message);
    }

    private IReadOnlyList<SessionPlan> Plan(string list, PlanRules? rules = null) =>
        CohortList.Read(_data.At(list)).Plan("gmm3", rules: rules, cancellation: TestContext.Current.CancellationToken);
}
