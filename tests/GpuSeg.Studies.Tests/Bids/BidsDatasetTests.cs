using GpuSeg.Images;
using GpuSeg.Studies.Bids.Dataset;

namespace GpuSeg.Studies.Tests.Bids;

public sealed class BidsDatasetTests : IDisposable
{
    private readonly MadeDataset _data = new(
        "sub-02/anat/sub-02_T1w.nii", "sub-10/anat/sub-10_T1w.nii", "sub-01/ses-pre/anat/sub-01_ses-pre_T1w.nii",
            "sub-01/ses-post/anat/sub-01_ses-post_T1w.nii",
        "sub-01/ses-post/dwi/sub-01_ses-post_ADC.nii", "derivatives/other/sub-03/anat/sub-03_T1w.nii",
            "sourcedata/sub-04/anat/sub-04_T1w.nii", "code/sub-05/anat/sub-05_T1w.nii");

    public void Dispose() => _data.Dispose();

    [Fact]
    public void Finds_subjects_and_sessions_in_a_fixed_order()
    {
        var dataset = BidsDataset.Scan(_data.Root);
        Assert.Equal(("made", _data.Root), (dataset.Name, dataset.Root));
        Assert.Equal(["sub-01_ses-post", "sub-01_ses-pre", "sub-02", "sub-10"], dataset.Sessions.Select(session => session.Id));
        Assert.Equal(["sub-01/ses-post/anat/sub-01_ses-post_T1w.nii", "sub-01/ses-post/dwi/sub-01_ses-post_ADC.nii"], dataset.Sessions[0]
            .Images.Select(image => image.Path));
        Assert.All(dataset.Sessions, session => Assert.Null(session.Failure));
        Assert.Empty(dataset.Notes);
    }

    [Fact]
    public void Labels_choose_with_and_without_prefix()
    {
        Assert.Equal(["sub-02", "sub-10"], Ids(["10", "sub-02"], []));
        Assert.Equal(["sub-01_ses-pre"], Ids([], ["ses-pre"]));
        Assert.Equal(["sub-01_ses-post"], Ids(["sub-01"], ["post"]));
        Assert.Contains("sub-02 has none of the sessions ses-pre.", BidsDataset.Scan(_data.Root, null, ["pre"]).Notes);
        Assert.Equal($"{_data.Root} has no subject sub-03, sub-99; check the labels; it has sub-01, sub-02, sub-10.",
            Refusal(["sub-03", "99", "01"], []));
        Assert.Equal($"{_data.Root} has no subject sub-1, sub-2; did you mean sub-01, sub-02? It has sub-01, sub-02, sub-10.",
            Refusal(["1", "2"], []));
        Assert.Equal($"No subject in {_data.Root} has any of the sessions ses-x; check the labels.", Refusal([], ["x"]));
    }

    [Fact]
    public void Rejects_a_folder_without_description()
    {
        File.Delete(_data.At("dataset_description.json"));
        Assert.Contains("is not a BIDS data set: it has no dataset_description.json", Refusal([], []));
        _data.Text("dataset_description.json", "{");
        Assert.Contains("dataset_description.json cannot be read as JSON", Refusal([], []));
        _data.Text("dataset_description.json", "{\"Name\": \"x\",\n}");
        Assert.Contains("cannot be read as JSON (The JSON object contains a trailing comma at the end. LineNumber: 1", Refusal([], []));
        _data.Text("dataset_description.json", "[]");
        Assert.Contains("does not hold a JSON object", Refusal([], []));
        File.Delete(_data.At("dataset_description.json"));
        _data.Link("dataset_description.json", "gone");
        Assert.Contains("run `datalad get", Refusal([], []));
        Assert.Contains("is not a folder", Assert.Throws<ImageException>(() => BidsDataset.Scan(_data.At("gone"))).Message);
    }

    [Fact]
    public void Rejects_a_data_set_without_subjects()
    {
        using var empty = new MadeDataset();
        Assert.Contains("holds no subject", Assert.Throws<ImageException>(() => BidsDataset.Scan(empty.Root)).Message);
    }

    [Fact]
    public void Reports_errors_of_a_subject_at_that_subject()
    {
        Directory.CreateDirectory(_data.At("sub-05"));
        Directory.CreateDirectory(_data.At("sub-10/dwi"));
        _data.Text("sub-06/func/sub-06_bold.json", "");
        _data.Link("sub-07", "gone");
        _data.Link("sub-08/anat", "gone");
        _data.Link("sub-09/ses-1", "gone");
        _data.Text("sub-11.html", "");
        _data.Text("sub-1_2/anat/x", "");
        _data.Text("sub-02/ses-a b/anat/x", "");
        var dataset = BidsDataset.Scan(_data.Root);
        Assert.Equal(["sub-01_ses-post", "sub-01_ses-pre", "sub-02", "sub-05", "sub-06", "sub-07", "sub-08", "sub-09_ses-1", "sub-10"],
            dataset.Sessions.Select(session => session.Id));
        Assert.Contains("sub-05 is empty; if it is a DataLad subdataset, run `datalad get -n ", Failure("sub-05"));
        Assert.Contains("sub-10/dwi is empty; if it is a DataLad subdataset, run `datalad get -n ", Failure("sub-10"));
        // Nothing to segment is not a failure.
        Assert.Equal((null, 0), (Failure("sub-06"), dataset.Sessions.Single(session => session.Id == "sub-06").Images.Count));
        Assert.All(((string[])["sub-07", "sub-08", "sub-09_ses-1"]), id =>
            Assert.Contains("content not present; run `datalad get", Failure(id)));
        Assert.Equal(["sub-1_2 is left out: a subject's label is of letters and digits.",
            "sub-02/ses-a b is left out: a session's label is of letters and digits."], dataset.Notes);

        string? Failure(string id) => dataset.Sessions.Single(session => session.Id == id).Failure;
    }

    [Fact]
    public void Reports_unreadable_folders()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "Folders have no such permission.");
        Assert.SkipWhen(Environment.IsPrivilegedProcess, "root may read everywhere.");
        if (!OperatingSystem.IsWindows())
        {
            File.SetUnixFileMode(_data.At("sub-02/anat"), UnixFileMode.None);
        }

        var sessions = BidsDataset.Scan(_data.Root).Sessions;
        Assert.Contains("cannot be read", sessions.Single(session => session.Id == "sub-02").Failure);
        Assert.Null(sessions.Single(session => session.Id == "sub-10").Failure);
        if (!OperatingSystem.IsWindows())
        {
            File.SetUnixFileMode(_data.At("sub-02/anat"), UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        }
    }

    [Fact]
    public void Skips_and_reports_files_with_invalid_names()
    {
        _data.Image("sub-02/anat/brain.nii");
        _data.Image("sub-02/anat/sub-03_T1w.nii");
        _data.Image("sub-02/anat/sub-02_ses-1_T1w.nii");
        _data.Image("sub-02/anat/.sub-02_T2w.nii");
        _data.Text("sub-02/anat/sub-02_T1w.json", "{}");
        var session = BidsDataset.Scan(_data.Root, ["02"]).Sessions[0];
        Assert.Equal("sub-02/anat/sub-02_T1w.nii", Assert.Single(session.Images).Path);
        Assert.Equal(
            [
                "sub-02/anat/brain.nii is left out: its name is none of BIDS.",
                "sub-02/anat/sub-02_ses-1_T1w.nii is left out: its name says another subject or session than its folder.",
                "sub-02/anat/sub-03_T1w.nii is left out: its name says another subject or session than its folder.",
            ],
            session.Notes);
        _data.Image("sub-03/anat/sub-03_T1w.NII.GZ");
        Assert.Equal($"{_data.At("sub-03")} holds no image with a name of BIDS; sub-03/anat/sub-03_T1w.NII.GZ is left out: BIDS wants its "
            + "extension in lower case; rename it to sub-03_T1w.nii.gz.", BidsDataset.Scan(_data.Root, ["03"]).Sessions[0].Failure);
    }

    private IEnumerable<string> Ids(string[] subjects, string[] sessions) =>
        BidsDataset.Scan(_data.Root, subjects, sessions).Sessions.Select(session => session.Id);

    private string Refusal(string[] subjects, string[] sessions) =>
        Assert.Throws<ImageException>(() => BidsDataset.Scan(_data.Root, subjects, sessions)).Message;
}
