namespace GpuSeg.Cli.Tests;

/// <summary>Layouts of public data sets: the images of fMRIPrep and its kin, by their space.</summary>
public sealed class BidsDerivativeLayoutTests : IDisposable
{
    private readonly BidsLayout _layout = new();

    /// <summary>Layouts in the form of <see cref="BidsLayout.Require"/>.</summary>
    public static TheoryData<string, string, string, int, string, string> Layouts => new()
    {
        {
            "derivatives of fMRIPrep",
            """
            sub-01/anat/sub-01_desc-preproc_T1w.nii
            sub-01/anat/sub-01_desc-preproc_FLAIR.nii 5 6 5
            sub-01/anat/sub-01_space-T1w_desc-preproc_FLAIR.nii
            sub-01/anat/sub-01_desc-brain_mask.nii
            sub-01/anat/sub-01_dseg.nii
            sub-01/anat/sub-01_label-GM_probseg.nii
            sub-01/anat/sub-01_space-MNI152NLin2009cAsym_res-2_desc-preproc_T1w.nii 9 9 9
            sub-01/anat/sub-01_space-MNI152NLin2009cAsym_desc-preproc_T1w.nii
            sub-01/anat/sub-01_from-T1w_to-MNI152NLin2009cAsym_mode-image_xfm.h5
            sub-01/func/sub-01_task-rest_space-T1w_desc-preproc_bold.nii 4 4 4 5
            """,
            "sub-01: t1w=sub-01_desc-preproc_T1w.nii flair=sub-01_space-T1w_desc-preproc_FLAIR.nii",
            0, "sub-01/anat/sub-01_desc-preproc_FLAIR.nii is left out: it shows 10 x 12 x 15 mm", "--modalities T1w,FLAIR"
        },
        {
            "derivatives of sMRIPrep, by themselves",
            """
            sub-01/anat/sub-01_desc-preproc_T1w.nii
            sub-01/anat/sub-01_desc-brain_mask.nii
            sub-01/anat/sub-01_space-MNI152NLin2009cAsym_desc-preproc_T1w.nii 9 9 9
            """,
            "sub-01: t1w=sub-01_desc-preproc_T1w.nii", 0, "", ""
        },
        {
            "derivatives in a template's space, named",
            """
            sub-01/anat/sub-01_desc-preproc_T1w.nii
            sub-01/anat/sub-01_space-MNI152NLin2009cAsym_desc-preproc_T1w.nii 9 9 9
            """,
            "sub-01: t1w_space-MNI152NLin2009cAsym=sub-01_space-MNI152NLin2009cAsym_desc-preproc_T1w.nii",
            0, "", "--modalities space-MNI152NLin2009cAsym:T1w"
        },
        {
            "derivatives of which one contrast is in a template's space alone",
            """
            sub-01/anat/sub-01_desc-preproc_T1w.nii
            sub-01/anat/sub-01_space-MNI152NLin6Asym_desc-preproc_FLAIR.nii 9 9 9
            """,
            "sub-01: t1w=sub-01_desc-preproc_T1w.nii",
            0, "sub-01_space-MNI152NLin6Asym_desc-preproc_FLAIR.nii is left out: it is in the space of a template", ""
        },
        {
            "derivatives in one template's space alone, and in two",
            """
            sub-01/anat/sub-01_space-MNI152NLin6Asym_T1w.nii
            sub-01/anat/sub-01_space-MNI152NLin6Asym_FLAIR.nii
            sub-02/anat/sub-02_space-MNI152NLin6Asym_T1w.nii
            sub-02/anat/sub-02_space-MNI152NLin2009cAsym_FLAIR.nii
            """,
            """
            sub-01: t1w=sub-01_space-MNI152NLin6Asym_T1w.nii flair=sub-01_space-MNI152NLin6Asym_FLAIR.nii
            sub-02: sub-02 has images in the spaces MNI152NLin2009cAsym, MNI152NLin6Asym and none in its own; name the space of each channel
            """,
            0, "", ""
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
