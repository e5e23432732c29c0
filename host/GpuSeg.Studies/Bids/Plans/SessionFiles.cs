using GpuSeg.Studies.Bids.Dataset;

namespace GpuSeg.Studies.Bids.Plans;

/// <summary>The files of one session's segmentation, relative to the output folder with slashes.</summary>
public sealed class SessionFiles
{
    private readonly BidsName _name;

    /// <summary>Names the files after what the channels share.</summary>
    /// <param name="channels">At least one.</param>
    /// <param name="segmentation">Value of the entity seg; see <see cref="SegmentationLabel"/>.</param>
    /// <param name="probseg">Whether posteriors are written.</param>
    public SessionFiles(IReadOnlyList<BidsImage> channels, string segmentation, bool probseg)
    {
        ArgumentNullException.ThrowIfNull(channels);
        var datatype = channels.All(channel => channel.Datatype == "dwi") ? "dwi" : "anat";
        var shared = BidsName.SharedBy([.. channels.Select(channel => channel.Name)], datatype, "dseg", ".nii.gz");
        _name = shared.With("seg", segmentation);
        Folder = $"{BidsSession.FolderOf(shared["sub"]!, shared["ses"])}/{datatype}";
        Posteriors = probseg ? PosteriorsWhereWritten : null;
        PosteriorSidecar = probseg ? PosteriorSidecarWhereWritten : null;
    }

    /// <summary>The files of a segmentation that was found.</summary>
    /// <param name="folder">Where it lies.</param>
    /// <param name="name">Of one of its files, with the entity seg.</param>
    internal SessionFiles(string folder, BidsName name) => (Folder, _name) = (folder, name.As("dseg", ".nii.gz"));

    /// <summary>The folder of them all, such as sub-01/ses-02/anat.</summary>
    public string Folder { get; }

    /// <summary>The label map.</summary>
    public string LabelMap => At(_name);

    /// <summary>The table of labels.</summary>
    public string Table => At(_name.As("dseg", ".tsv"));

    /// <summary>The fitted model.</summary>
    public string Model => At(_name.As("model", ".json"));

    /// <summary>The voxels that took part.</summary>
    public string Mask => At(MaskName.As("mask", ".nii.gz"));

    /// <summary>What the mask is.</summary>
    public string MaskSidecar => At(MaskName.As("mask", ".json"));

    /// <summary>Posteriors, one volume per label, or null.</summary>
    public string? Posteriors { get; }

    /// <summary>What the volumes of the posteriors are, or null.</summary>
    public string? PosteriorSidecar { get; }

    /// <summary>Parameters and inputs; written last, it says that all the others are there.</summary>
    public string Sidecar => At(_name.As("dseg", ".json"));

    /// <summary>All of them, in the order in which they get their names.</summary>
    public IReadOnlyList<string> All =>
        [LabelMap, Table, Model, Mask, MaskSidecar, .. new[] { Posteriors, PosteriorSidecar }.OfType<string>(), Sidecar];

    /// <summary>What an earlier run may have written that this one does not.</summary>
    internal IEnumerable<string> Others => Posteriors is null ? [PosteriorsWhereWritten, PosteriorSidecarWhereWritten] : [];

    /// <summary>The names of all files of this segmentation that a run may have written.</summary>
    internal IReadOnlyList<string> Names => [.. All.Concat(Others).Select(path => Path.GetFileName(path))];

    // Segmentations of one session share its mask.
    private BidsName MaskName => _name.Without("seg").With("desc", "gpuseg");

    private string PosteriorsWhereWritten => At(_name.As("probseg", ".nii.gz"));

    private string PosteriorSidecarWhereWritten => At(_name.As("probseg", ".json"));

    private string At(BidsName name) => $"{Folder}/{name}";
}
