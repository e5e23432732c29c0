namespace GpuSeg.Cli.Tests;

/// <summary>Layouts of public data sets: the sessions and subjects of a data set that have images to segment.</summary>
public sealed class BidsSessionLayoutTests : IDisposable
{
    private readonly BidsLayout _layout = new();

    /// <summary>Layouts in the form of <see cref="BidsLayout.Require"/>.</summary>
    public static TheoryData<string, string, string, int, string, string> Layouts => new()
    {
        {
            "sessions",
            """
            sub-01/ses-pre/anat/sub-01_ses-pre_T1w.nii
            sub-01/ses-pre/anat/sub-01_ses-pre_T2w.nii
            sub-01/ses-post/anat/sub-01_ses-post_T1w.nii
            sub-01/ses-post/anat/sub-01_ses-post_T2w.nii
            """,
            """
            sub-01_ses-post: t1w=sub-01_ses-post_T1w.nii t2w=sub-01_ses-post_T2w.nii
            sub-01_ses-pre: t1w=sub-01_ses-pre_T1w.nii t2w=sub-01_ses-pre_T2w.nii
            """,
            0, "", ""
        },
        {
            "a subject without sessions beside one with sessions",
            """
            sub-01/anat/sub-01_T1w.nii
            sub-02/ses-1/anat/sub-02_ses-1_T1w.nii
            sub-03/anat/sub-03_T1w.nii
            sub-03/ses-1/anat/sub-03_ses-1_T1w.nii
            """,
            """
            sub-01: t1w=sub-01_T1w.nii
            sub-02_ses-1: t1w=sub-02_ses-1_T1w.nii
            sub-03: t1w=sub-03_T1w.nii
            sub-03_ses-1: t1w=sub-03_ses-1_T1w.nii
            """,
            0, "", ""
        },
        {
            "functional sessions",
            """
            sub-01/ses-1/anat/sub-01_ses-1_T1w.nii
            sub-01/ses-2/func/sub-01_ses-2_task-rest_bold.nii 4 4 4 5
            sub-01/ses-3/dwi/sub-01_ses-3_dwi.nii 4 4 4 5
            """,
            "sub-01_ses-1: t1w=sub-01_ses-1_T1w.nii",
            0, "gpuseg: warning: 2 sessions without anatomical images are left out: sub-01_ses-2, sub-01_ses-3.", ""
        },
        {
            "subjects of EEG",
            """
            sub-01/anat/sub-01_T1w.nii
            sub-02/eeg/sub-02_task-rest_eeg.edf
            """,
            "sub-01: t1w=sub-01_T1w.nii", 0, "gpuseg: warning: 1 session without anatomical images is left out: sub-02.", ""
        },
        {
            "a subject of EEG alone",
            """
            sub-01/anat/sub-01_T1w.nii
            sub-02/eeg/sub-02_task-rest_eeg.edf
            """,
            "", 0, "1 session without anatomical images is left out: sub-02.", "--participant-label 02"
        },
        {
            "subdatasets that are not fetched",
            """
            sub-01/anat/sub-01_T1w.nii
            sub-02/
            sub-03/anat/sub-03_T1w.nii -> ../../.git/annex/objects/gone
            """,
            """
            sub-01: t1w=sub-01_T1w.nii
            sub-02: sub-02 is empty; if it is a DataLad subdataset, run `datalad get -n
            sub-03: sub-03_T1w.nii is a link to a missing file: content not present; run `datalad get
            """,
            0, "", ""
        },
        {
            "ds000117: MEG and anatomy in sessions of their own, seven echoes of FLASH",
            """
            sub-01/ses-meg/meg/sub-01_ses-meg_task-faces_run-01_meg.fif
            sub-01/ses-mri/anat/sub-01_ses-mri_acq-mprage_T1w.nii
            sub-01/ses-mri/anat/sub-01_ses-mri_run-1_echo-1_FLASH.nii
            sub-01/ses-mri/anat/sub-01_ses-mri_run-1_echo-2_FLASH.nii
            sub-01/ses-mri/anat/sub-01_ses-mri_run-2_echo-1_FLASH.nii
            sub-emptyroom/ses-20090409/meg/sub-emptyroom_ses-20090409_task-noise_meg.fif
            """,
            "sub-01_ses-mri: t1w=sub-01_ses-mri_acq-mprage_T1w.nii flash=sub-01_ses-mri_run-1_echo-1_FLASH.nii",
            0, "2 sessions without anatomical images are left out: sub-01_ses-meg, sub-emptyroom_ses-20090409.", ""
        },
        {
            "7t_trt: anatomy in the first of two sessions",
            """
            sub-01/ses-1/anat/sub-01_ses-1_T1map.nii
            sub-01/ses-1/anat/sub-01_ses-1_T1w.nii
            sub-01/ses-1/func/sub-01_ses-1_task-rest_acq-fullbrain_run-1_bold.nii 4 4 4 5
            sub-01/ses-2/fmap/sub-01_ses-2_run-1_phasediff.nii
            sub-01/ses-2/func/sub-01_ses-2_task-rest_acq-fullbrain_run-1_bold.nii 4 4 4 5
            """,
            "sub-01_ses-1: t1w=sub-01_ses-1_T1w.nii t1map=sub-01_ses-1_T1map.nii",
            0, "1 session without anatomical images is left out: sub-01_ses-2.", ""
        },
        {
            ".bidsignore",
            """
            .bidsignore # bad\nsub-99/\n**/*_acq-motion_*\n!sub-02_*\n
            sub-01/anat/sub-01_T1w.nii
            sub-01/anat/sub-01_acq-motion_T1w.nii
            sub-99/anat/sub-99_T1w.nii
            """,
            "sub-01: t1w=sub-01_T1w.nii",
            0, "gpuseg: warning: .bidsignore leaves out 1 image (sub-01/anat/sub-01_acq-motion_T1w.nii), 1 subject (sub-99).", ""
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
