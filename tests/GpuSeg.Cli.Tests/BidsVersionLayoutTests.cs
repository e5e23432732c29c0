namespace GpuSeg.Cli.Tests;

/// <summary>Layouts of public data sets: the one image of several versions of a contrast.</summary>
public sealed class BidsVersionLayoutTests : IDisposable
{
    private readonly BidsLayout _layout = new();

    /// <summary>Layouts in the form of <see cref="BidsLayout.Require"/>.</summary>
    public static TheoryData<string, string, string, int, string, string> Layouts => new()
    {
        {
            "runs, the first aborted",
            """
            sub-01/anat/sub-01_run-1_T1w.nii 10 12 3
            sub-01/anat/sub-01_run-2_T1w.nii
            sub-01/anat/sub-01_run-10_T1w.nii
            """,
            "sub-01: t1w=sub-01_run-2_T1w.nii",
            0,
            """
            sub-01/anat/sub-01_run-1_T1w.nii is left out: it shows 20 x 24 x 9 mm, and
            sub-01_run-10_T1w.nii is left out: sub-01/anat/sub-01_run-2_T1w.nii is the first of 2 runs.
            """,
            ""
        },
        {
            "runs, the last wanted",
            """
            sub-01/anat/sub-01_run-1_T1w.nii
            sub-01/anat/sub-01_run-2_T1w.nii
            sub-01/anat/sub-01_run-3_T1w.nii 4 4 4 20
            """,
            "sub-01: t1w=sub-01_run-2_T1w.nii",
            0, "sub-01_run-3_T1w.nii is left out: it holds 20 volumes, and a channel is a single 3-D image.", "--runs last"
        },
        {
            "echoes and their combination",
            """
            sub-01/anat/sub-01_echo-1_T1w.nii
            sub-01/anat/sub-01_echo-2_T1w.nii
            sub-01/anat/sub-01_rec-rms_T1w.nii
            sub-01/anat/sub-01_T1w.nii
            sub-02/anat/sub-02_echo-10_T1w.nii
            sub-02/anat/sub-02_echo-2_T1w.nii
            """,
            """
            sub-01: t1w=sub-01_T1w.nii
            sub-02: t1w=sub-02_echo-2_T1w.nii
            """,
            0,
            """
            sub-01/anat/sub-01_echo-1_T1w.nii, sub-01/anat/sub-01_echo-2_T1w.nii, sub-01/anat/sub-01_rec-rms_T1w.nii are left out: t1w is sub-01_T1w.nii, the plain version
            sub-02/anat/sub-02_echo-10_T1w.nii is left out: t1w is sub-02_echo-2_T1w.nii, the first version by name
            gpuseg: warning: t1w comes in different versions (plain in 1 session; echo-2 in sub-02)
            """,
            ""
        },
        {
            "acq, a slab of 6 slices against the whole brain",
            """
            sub-01/anat/sub-01_acq-fse_T2w.nii 10 12 3
            sub-01/anat/sub-01_acq-highres_T2w.nii
            sub-01/anat/sub-01_acq-highres_T1w.nii
            """,
            "sub-01: t1w=sub-01_acq-highres_T1w.nii t2w=sub-01_acq-highres_T2w.nii",
            0, "sub-01_acq-fse_T2w.nii is left out: it shows 20 x 24 x 9 mm", ""
        },
        {
            "rec, the scanner's normalised copy",
            """
            sub-01/anat/sub-01_rec-norm_T1w.nii
            sub-01/anat/sub-01_T1w.nii
            sub-01/anat/sub-01_FLAIR.nii
            """,
            "sub-01: t1w=sub-01_T1w.nii flair=sub-01_FLAIR.nii",
            0, "sub-01_rec-norm_T1w.nii is left out: t1w is sub-01_T1w.nii, the plain version; name the version to use another", ""
        },
        {
            "acq, another sequence in one session",
            """
            sub-01/anat/sub-01_acq-mprage_T1w.nii
            sub-02/anat/sub-02_acq-mprage_T1w.nii
            sub-03/anat/sub-03_acq-spgr_T1w.nii
            """,
            """
            sub-01: t1w=sub-01_acq-mprage_T1w.nii
            sub-02: t1w=sub-02_acq-mprage_T1w.nii
            sub-03: t1w=sub-03_acq-spgr_T1w.nii
            """,
            0, "gpuseg: warning: t1w comes in different versions (acq-mprage in 2 sessions; acq-spgr in sub-03), which may differ", ""
        },
        {
            "rec, named",
            """
            sub-01/anat/sub-01_rec-norm_T1w.nii
            sub-01/anat/sub-01_T1w.nii
            """,
            "sub-01: t1w_rec-norm=sub-01_rec-norm_T1w.nii", 0, "", "--modalities rec-norm:T1w"
        },
        {
            "MP2RAGE",
            """
            sub-01/anat/sub-01_inv-1_MP2RAGE.nii
            sub-01/anat/sub-01_inv-2_part-mag_MP2RAGE.nii
            sub-01/anat/sub-01_inv-2_part-phase_MP2RAGE.nii
            sub-01/anat/sub-01_UNIT1.nii
            sub-01/anat/sub-01_T1map.nii
            """,
            "sub-01: unit1=sub-01_UNIT1.nii t1map=sub-01_T1map.nii", 0, "are left out: they are channels only if named as a modality.", ""
        },
        {
            "part, magnitude and phase",
            """
            sub-01/anat/sub-01_part-mag_T2starw.nii
            sub-01/anat/sub-01_part-phase_T2starw.nii
            sub-01/anat/sub-01_part-real_T2starw.nii
            """,
            "sub-01: t2starw=sub-01_part-mag_T2starw.nii", 0, "are left out: they are channels only if named as a modality.", ""
        },
        {
            "chunks",
            """
            sub-01/anat/sub-01_chunk-1_T1w.nii
            sub-01/anat/sub-01_chunk-2_T1w.nii
            """,
            "sub-01: t1w of sub-01 comes in parts: sub-01_chunk-1_T1w.nii, sub-01_chunk-2_T1w.nii; join them into one image", 1, "", ""
        },
        {
            "contrast agents",
            """
            sub-01/anat/sub-01_T1w.nii
            sub-01/anat/sub-01_ce-gadolinium_T1w.nii
            sub-02/anat/sub-02_T1w.nii
            sub-02/anat/sub-02_ce-gd_T1w.nii
            """,
            """
            sub-01: t1w=sub-01_T1w.nii t1ce=sub-01_ce-gadolinium_T1w.nii
            sub-02: t1w=sub-02_T1w.nii t1ce=sub-02_ce-gd_T1w.nii
            """,
            0, "", ""
        },
        {
            "one name, compressed and not",
            """
            sub-01/anat/sub-01_T1w.nii
            sub-01/anat/sub-01_T1w.nii.gz
            """,
            "sub-01: t1w=sub-01_T1w.nii", 0, "sub-01_T1w.nii.gz is left out: it and sub-01_T1w.nii are two forms of one name; keep one.", ""
        },
        {
            "localisers of one slice, of several volumes and by name",
            """
            sub-01/anat/sub-01_acq-loc_T1w.nii 10 12 1
            sub-01/anat/sub-01_acq-movie_T1w.nii 10 12 10 3
            sub-01/anat/sub-01_acq-AAScout_T1w.nii 20 20 20
            sub-01/anat/sub-01_acq-mprage_T1w.nii
            """,
            "sub-01: t1w=sub-01_acq-mprage_T1w.nii",
            0,
            """
            sub-01_acq-AAScout_T1w.nii is left out: it is a channel only if named as a modality.
            sub-01_acq-loc_T1w.nii is left out: it is a single slice, and a channel is a 3-D image.
            sub-01_acq-movie_T1w.nii is left out: it holds 3 volumes, and a channel is a single 3-D image.
            """,
            ""
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
