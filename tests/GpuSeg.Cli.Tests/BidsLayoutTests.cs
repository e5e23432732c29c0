using System.Text.Json;

namespace GpuSeg.Cli.Tests;

/// <summary>Layouts of public data sets, with tiny images: the images that every session is segmented from.</summary>
public sealed class BidsLayoutTests : IDisposable
{
    private static readonly int[] s_head = [10, 12, 10];

    private readonly TempFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    /// <summary>
    /// Layouts: the files, one a line, an image with its shape unless it is 10 x 12 x 10, -> for a link, / for an empty folder; the plan
    /// as "session: channel=file"; the exit code; parts of stderr or of the plan's notes and failures; more arguments.
    /// </summary>
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

    [Theory]
    [MemberData(nameof(Layouts))]
    public void Plans_the_layout(string name, string files, string plan, int exitCode, string notes, string arguments)
    {
        Assert.NotEmpty(name);
        foreach (var line in Lines(files.Insert(0, "dataset_description.json {\"Name\": \"made\", \"BIDSVersion\": \"1.11.1\"}\n")))
        {
            Put(line);
        }

        var outcome = Gpuseg.Run(["bids", _folder.At("raw"), _folder.At("out"), "participant", "-k", "3", "--dry-run", "--json",
            .. arguments.Split(' ', StringSplitOptions.RemoveEmptyEntries)]);
        var sessions = Workplace.Parse(outcome.Stdout).GetProperty("sessions").EnumerateArray().ToArray();
        var expected = Lines(plan);
        Assert.Equal(expected.Length, sessions.Length);
        Assert.All(sessions.Zip(expected), pair => Assert.True(Describes(pair.First, pair.Second), $"{pair.First}\n{pair.Second}"));
        var said = outcome.Stderr + string.Concat(sessions.SelectMany(session => session.GetProperty("notes").EnumerateArray()
            .Select(note => $"{note.GetString()}\n")));
        Assert.All(Lines(notes), note => Assert.Contains(note, said));
        Assert.True(notes.Length > 0 || said.Length == 0, said);
        Assert.Equal((exitCode, false), (outcome.ExitCode, Directory.Exists(_folder.At("out"))));
    }

    private static bool Describes(JsonElement session, string line)
    {
        var (id, text) = (line[..line.IndexOf(':', StringComparison.Ordinal)], line[(line.IndexOf(':', StringComparison.Ordinal) + 2)..]);
        var found = $"sub-{session.GetProperty("subject").GetString()}"
            + (session.GetProperty("session").GetString() is { } visit ? $"_ses-{visit}" : "");
        var channels = string.Join(' ', session.GetProperty("channels").EnumerateArray()
            .Select(channel => $"{channel.GetProperty("name").GetString()}={Path.GetFileName(channel.GetProperty("file").GetString())}"));
        return found == id && (session.GetProperty("failure").GetString() is { } failure
            ? failure.Contains(text, StringComparison.Ordinal) && session.GetProperty("outputs").GetArrayLength() == 0
            : channels == text);
    }

    private void Put(string line)
    {
        string[] words = line.Split(' ', 2);
        var path = $"raw/{words[0]}";
        Directory.CreateDirectory(Path.GetDirectoryName(_folder.At(path))!);
        if (words.Length > 1 && words[1].StartsWith("-> ", StringComparison.Ordinal))
        {
            File.CreateSymbolicLink(_folder.At(path), words[1]["-> ".Length..]);
        }
        else if (path.EndsWith(".nii", StringComparison.Ordinal) || path.EndsWith(".nii.gz", StringComparison.Ordinal))
        {
            int[] shape = words.Length == 1 ? s_head : Array.ConvertAll(words[1].Split(' '), int.Parse);
            var voxels = shape.Aggregate(1, (a, b) => a * b);
            _folder.Put(path, NiftiBytes.Floats([.. Enumerable.Range(1, voxels).Select(i => (float)i)], shape));
        }
        else if (!path.EndsWith('/'))
        {
            File.WriteAllText(_folder.At(path), words.Length == 1 ? "" : words[1].Replace("\\n", "\n", StringComparison.Ordinal));
        }
    }

    private static string[] Lines(string text) =>
        text.Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
}
