namespace GpuSeg.Cli.Tests;

/// <summary>Layouts of public data sets: the channels of sessions that lack images or have them on several grids.</summary>
public sealed class BidsChannelLayoutTests : IDisposable
{
    private readonly BidsLayout _layout = new();

    /// <summary>Layouts in the form of <see cref="BidsLayout.Require"/>.</summary>
    public static TheoryData<string, string, string, int, string, string> Layouts => new()
    {
        {
            "FLAIR missing in one of three",
            """
            sub-01/anat/sub-01_T1w.nii
            sub-01/anat/sub-01_FLAIR.nii
            sub-02/anat/sub-02_T1w.nii
            sub-03/anat/sub-03_T1w.nii
            sub-03/anat/sub-03_FLAIR.nii
            """,
            """
            sub-01: t1w=sub-01_T1w.nii flair=sub-01_FLAIR.nii
            sub-02: it lacks flair (2 of 3 sessions have it); add the image, choose other channels or allow missing channels.
            sub-03: t1w=sub-03_T1w.nii flair=sub-03_FLAIR.nii
            """,
            0, "", ""
        },
        {
            "FLAIR missing in the only session that is wanted",
            """
            sub-01/anat/sub-01_T1w.nii
            sub-01/anat/sub-01_FLAIR.nii
            sub-02/anat/sub-02_T1w.nii
            """,
            "sub-02: it lacks flair (1 of 2 sessions have it); add the image, choose other channels or allow missing channels.",
            1, "", "--participant-label 02"
        },
        {
            "FLAIR missing and allowed to",
            """
            sub-01/anat/sub-01_T1w.nii
            sub-01/anat/sub-01_FLAIR.nii
            sub-02/anat/sub-02_T1w.nii
            sub-03/anat/sub-03_T1w.nii
            sub-03/anat/sub-03_FLAIR.nii
            sub-03/anat/sub-03_T2w.nii
            """,
            """
            sub-01: t1w=sub-01_T1w.nii flair=sub-01_FLAIR.nii
            sub-02: t1w=sub-02_T1w.nii
            sub-03: t1w=sub-03_T1w.nii flair=sub-03_FLAIR.nii
            """,
            0,
            """
            it lacks flair (2 of 3 sessions have it); its labels cannot be compared with those of complete sessions.
            sub-03/anat/sub-03_T2w.nii is left out: 1 of 3 sessions have it, fewer than half.
            """,
            "--allow-missing"
        },
        {
            "raw scans on three grids",
            """
            sub-01/anat/sub-01_T1w.nii
            sub-01/anat/sub-01_T2w.nii 20 24 5
            sub-01/anat/sub-01_FLAIR.nii 10 12 8
            """,
            "sub-01: sub-01/anat/sub-01_T2w.nii lies on another grid than sub-01/anat/sub-01_T1w.nii: its shape is 20 x 24 x 5", 1, "", ""
        },
        {
            "raw scans on three grids, resampled",
            """
            sub-01/anat/sub-01_T1w.nii
            sub-01/anat/sub-01_T2w.nii 20 24 5
            sub-01/anat/sub-01_FLAIR.nii 10 12 8
            """,
            "sub-01: t1w=sub-01_T1w.nii t2w=sub-01_T2w.nii flair=sub-01_FLAIR.nii", 0, "", "--regrid"
        },
        {
            "a volume of several is all there is of a contrast",
            """
            sub-01/anat/sub-01_T1w.nii
            sub-01/anat/sub-01_T2w.nii 10 12 10 2
            """,
            "sub-01: sub-01/anat/sub-01_T2w.nii holds 2 volumes, and a channel is a single 3-D image; add the image", 1, "", ""
        },
    };

    public void Dispose() => _layout.Dispose();

    [Theory]
    [MemberData(nameof(Layouts))]
    public void Plans_the_layout(string name, string files, string plan, int exitCode, string notes, string arguments)
    {
        Assert.NotEmpty(name);
        _layout.Require(files, plan, exitCode, notes, arguments);
    }
}
