using GpuSeg.Images.Files;
using GpuSeg.Images.Nifti;
using GpuSeg.Studies.Json;
using GpuSeg.Studies.Models;
using GpuSeg.Studies.Text;

namespace GpuSeg.Studies.Segmentation;

/// <summary>A kind of file that a segmentation consists of: name, content, when it is written, and how damage is found.</summary>
/// <remarks>A new output is one more row here and in <see cref="Rows"/>.</remarks>
public sealed record ResultFile
{
    private ResultFile(
        string suffix, string extension, Action<OutputSet, string, ResultContent> write, Action<string, ResultCheck> check) =>
        (Suffix, Extension, Write, Check) = (suffix, extension, write, check);

    /// <summary>The label map: uint8, background 0, labels 1..K.</summary>
    public static ResultFile LabelMap { get; } = Image("dseg", content => content.LabelMap());

    /// <summary>The table of labels: sizes, means, colours.</summary>
    public static ResultFile Table { get; } = new(
        "dseg",
        ".tsv",
        (outputs, path, content) => outputs.Add(path, stream => LabelTable.Write(stream, content.Result)),
        (path, check) => LabelTable.Read(path, check.Clusters));

    /// <summary>The fitted model.</summary>
    public static ResultFile Model { get; } =
        Json("model", content => ModelJson.Of(content.Result.ToSavedModel())) with { Check = (path, _) => ModelFile.Read(path) };

    /// <summary>Names and colours of the labels for ITK-SNAP.</summary>
    public static ResultFile ItkSnapLabels { get; } = Viewer("itksnap", ".label", ViewerLabels.ItkSnap);

    /// <summary>Names and colours of the labels for FreeSurfer.</summary>
    public static ResultFile FreeSurferLabels { get; } = Viewer("freesurfer", ".txt", ViewerLabels.FreeSurfer);

    /// <summary>Names and colours of the labels for FSLeyes.</summary>
    public static ResultFile FslEyesLabels { get; } = Viewer("fsleyes", ".lut", ViewerLabels.FslEyes);

    /// <summary>Names and colours of the labels for NiiVue.</summary>
    public static ResultFile NiiVueLabels { get; } =
        Viewer("niivue", ".json", ViewerLabels.NiiVue) with { Check = (path, _) => JsonFile.Read(path).Dispose() };

    /// <summary>The voxels of the mask, shared by all segmentations of a session.</summary>
    public static ResultFile Mask { get; } = Image("mask", content => content.Mask()) with { IsOfMask = true, Needs = ResultScope.Dataset };

    /// <summary>The description of the mask.</summary>
    public static ResultFile MaskSidecar { get; } =
        Json("mask", content => content.MaskSidecar()) with { IsOfMask = true, Needs = ResultScope.Dataset };

    /// <summary>The posteriors, one volume per label.</summary>
    public static ResultFile Posteriors { get; } =
        Image("probseg", content => content.Posteriors()) with { Needs = ResultScope.Posteriors };

    /// <summary>The description of the posteriors' volumes.</summary>
    public static ResultFile PosteriorSidecar { get; } =
        Json("probseg", content => content.PosteriorSidecar()) with { Needs = ResultScope.Posteriors | ResultScope.Dataset };

    /// <summary>The images divided by their fields, a volume per image.</summary>
    public static ResultFile BiasCorrected { get; } =
        Image("biascorrected", content => content.BiasCorrected()) with { Needs = ResultScope.Bias };

    /// <summary>The fields, a volume per image.</summary>
    public static ResultFile BiasField { get; } = Image("biasfield", content => content.BiasField()) with { Needs = ResultScope.Bias };

    /// <summary>The table of the labels in the regions of an atlas.</summary>
    public static ResultFile Regions { get; } = new(
        "regions",
        ".tsv",
        (outputs, path, content) => outputs.Add(path, stream => RegionVolumes.Write(stream, content.Result)),
        (path, check) => RegionVolumes.Read(path, "", "", check.Clusters))
    { Needs = ResultScope.Regions };

    /// <summary>The descriptions of the columns of <see cref="Regions"/>.</summary>
    public static ResultFile RegionDictionary { get; } =
        Json("regions", content => RegionVolumes.Dictionary(content.Result.Regions!.File)) with { Needs = ResultScope.Regions };

    /// <summary>The map of the lesion: 1 in the lesion, 0 elsewhere.</summary>
    public static ResultFile Lesion { get; } = Image("lesion", content => content.Lesion()) with
    {
        InDataset = new("lesion", null, "mask"),
        Needs = ResultScope.Lesion,
    };

    /// <summary>The description of the lesion's map.</summary>
    public static ResultFile LesionSidecar { get; } = Json("lesion", content => content.LesionSidecar()) with
    {
        InDataset = Lesion.InDataset,
        Needs = ResultScope.Lesion | ResultScope.Dataset,
    };

    /// <summary>The score that the search for the lesion starts from.</summary>
    public static ResultFile LesionScore { get; } = Image("lesionscore", content => content.LesionScore()) with
    {
        InDataset = new(null, "lesionscore", "FLAIR"),
        Needs = ResultScope.Lesion,
    };

    /// <summary>The description of the lesion's score.</summary>
    public static ResultFile LesionScoreSidecar { get; } = Json("lesionscore", content => content.LesionScoreSidecar()) with
    {
        InDataset = LesionScore.InDataset,
        Needs = ResultScope.Lesion | ResultScope.Dataset,
    };

    /// <summary>The map of the lesion's parts.</summary>
    public static ResultFile LesionParts { get; } = Image("lesionparts", content => content.LesionParts()) with
    {
        InDataset = new(null, "lesionparts", "dseg"),
        Needs = ResultScope.Lesion,
    };

    /// <summary>The names of the lesion's parts.</summary>
    public static ResultFile LesionPartTable { get; } = new(
        "lesionparts",
        ".tsv",
        (outputs, path, _) => outputs.AddText(path, ResultContent.LesionPartTable()),
        (path, _) => ReadTable(path))
    {
        InDataset = LesionParts.InDataset,
        Needs = ResultScope.Lesion | ResultScope.Dataset,
    };

    /// <summary>The description of the map of the lesion's parts.</summary>
    public static ResultFile LesionPartSidecar { get; } = Json("lesionparts", content => content.LesionPartSidecar()) with
    {
        InDataset = LesionParts.InDataset,
        Needs = ResultScope.Lesion | ResultScope.Dataset,
    };

    /// <summary>The report, a page that works offline.</summary>
    public static ResultFile Report { get; } =
        new("report", ".html", (outputs, path, content) => outputs.AddText(path, content.Report()), (_, _) => { })
        {
            Needs = ResultScope.Report,
        };

    /// <summary>Parameters and inputs; written last, it marks the segmentation as complete.</summary>
    public static ResultFile Sidecar { get; } = Json("dseg", content => content.Sidecar);

    /// <summary>Lists all rows, in the order in which the files get their names.</summary>
    /// <param name="labels">Values of the entity label for images of single posteriors, in the order of the labels.</param>
    internal static IReadOnlyList<ResultFile> Rows(IReadOnlyList<string> labels) =>
    [
        LabelMap, Table, Model, ItkSnapLabels, FreeSurferLabels, FslEyesLabels, NiiVueLabels, Mask, MaskSidecar, Posteriors,
        PosteriorSidecar, .. labels.SelectMany((label, i) => (ResultFile[])[LabelPosterior(label, i), LabelPosteriorSidecar(label, i)]),
        BiasCorrected, BiasField, Regions, RegionDictionary, Lesion, LesionSidecar, LesionScore, LesionScoreSidecar, LesionParts,
        LesionPartTable, LesionPartSidecar, Report, Sidecar,
    ];

    /// <summary>The suffix of the name, as BIDS calls it: dseg.</summary>
    public string Suffix { get; }

    /// <summary>The extension, from the first dot on: .nii.gz.</summary>
    public string Extension { get; }

    /// <summary>Value of the entity label, or null if the file describes all labels.</summary>
    internal string? Label { get; private init; }

    /// <summary>Name in a data set if it does not depend on the clustering; null for the name of the segmentation.</summary>
    internal DatasetName? InDataset { get; private init; }

    /// <summary>Whether the file describes the mask and not its clustering.</summary>
    internal bool IsOfMask { get; private init; }

    /// <summary>The circumstances in which the file is written.</summary>
    internal ResultScope Needs { get; private init; }

    /// <summary>Writes the file, given its path, beside its target.</summary>
    internal Action<OutputSet, string, ResultContent> Write { get; }

    /// <summary>Reads the file, given its path, and throws an <see cref="GpuSeg.Images.ImageException"/> if it is damaged.</summary>
    internal Action<string, ResultCheck> Check { get; private init; }

    /// <summary>Creates the row of one label's posterior.</summary>
    private static ResultFile LabelPosterior(string label, int k) =>
        Image("probseg", content => content.LabelPosterior(k)) with { Label = label, Needs = ResultScope.LabelPosteriors };

    /// <summary>Creates the row that describes one label's posterior.</summary>
    private static ResultFile LabelPosteriorSidecar(string label, int k) =>
        Json("probseg", content => content.LabelPosteriorSidecar(k)) with { Label = label, Needs = ResultScope.LabelPosteriors };

    private static TsvTable ReadTable(string path) => new(path, JsonFile.ReadText(path));

    private static ResultFile Viewer(string suffix, string extension, Func<SegmentationResult, string> text) =>
        new(suffix, extension, (outputs, path, content) => outputs.AddText(path, text(content.Result)), (_, _) => { })
        {
            Needs = ResultScope.ViewerLabels,
        };

    private static ResultFile Image(string suffix, Func<ResultContent, OutputImage> image) => new(
        suffix,
        ".nii.gz",
        (outputs, path, content) => outputs.AddImage(path, image(content)),
        (path, check) => NiftiReader.ScanWhole(path, VoxelHash.Xxh128, check.Cancellation));

    private static ResultFile Json(string suffix, Func<ResultContent, string> text) => new(
        suffix, ".json", (outputs, path, content) => outputs.AddText(path, text(content)), (path, _) => JsonFile.Read(path).Dispose());
}

/// <summary>The circumstances in which files are written that not every segmentation has.</summary>
[Flags]
internal enum ResultScope
{
    /// <summary>No circumstance: written always.</summary>
    None = 0,

    /// <summary>Posteriors are wanted.</summary>
    Posteriors = 1,

    /// <summary>The files lie in a data set.</summary>
    Dataset = 2,

    /// <summary>A report is wanted.</summary>
    Report = 4,

    /// <summary>An image of every label's posterior is wanted.</summary>
    LabelPosteriors = 8,

    /// <summary>Label files for viewers are wanted.</summary>
    ViewerLabels = 16,

    /// <summary>Labels are measured in regions.</summary>
    Regions = 32,

    /// <summary>A lesion is searched.</summary>
    Lesion = 64,

    /// <summary>The corrected images and their fields are wanted.</summary>
    Bias = 128,
}

/// <summary>Name of a file in a data set, after the entities of the images.</summary>
/// <param name="Label">Value of the entity label, or null.</param>
/// <param name="Description">Value of the entity desc, or null.</param>
/// <param name="Suffix">The suffix.</param>
internal sealed record DatasetName(string? Label, string? Description, string Suffix);

/// <summary>The means by which files are checked.</summary>
/// <param name="Clusters">Number of labels of the segmentation.</param>
/// <param name="Cancellation">Stops while an image is read.</param>
internal sealed record ResultCheck(int Clusters, CancellationToken Cancellation);
