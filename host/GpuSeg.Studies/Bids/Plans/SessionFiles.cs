using GpuSeg.Studies.Bids.Dataset;
using GpuSeg.Studies.Segmentation;

namespace GpuSeg.Studies.Bids.Plans;

/// <summary>Names of the files of a session's segmentation, relative to the output folder with slashes.</summary>
public static class SessionFiles
{
    /// <summary>Names the files after the entities that the channels share.</summary>
    /// <param name="channels">At least one.</param>
    /// <param name="segmentation">Value of the entity seg; see <see cref="SegmentationLabel"/>.</param>
    /// <param name="optional">The optional files to write; null for none.</param>
    public static ResultFiles Create(IReadOnlyList<BidsImage> channels, string segmentation, OptionalFiles? optional = null)
    {
        ArgumentNullException.ThrowIfNull(channels);
        var datatype = channels.All(channel => channel.Datatype == "dwi") ? "dwi" : "anat";
        var shared = BidsName.SharedBy([.. channels.Select(channel => channel.Name)], datatype, "dseg", ".nii.gz");
        return Create($"{BidsSession.FolderOf(shared["sub"]!, shared["ses"])}/{datatype}", shared.With("seg", segmentation), optional);
    }

    /// <summary>Names the files after one of them.</summary>
    /// <param name="folder">Folder of the files.</param>
    /// <param name="name">Name of one of the files, with the entity seg.</param>
    /// <param name="optional">The optional files to write; null for none.</param>
    internal static ResultFiles Create(string folder, BidsName name, OptionalFiles? optional = null)
    {
        // Segmentations of one session share its mask.
        var images = name.Without("seg").Without("label").Without("desc");
        var mask = images.With("desc", "gpuseg");
        return new(
            file => $"{folder}/{NameOf(file).As(file.InDataset?.Suffix ?? file.Suffix, file.Extension)}",
            optional ?? OptionalFiles.None,
            inDataset: true);

        BidsName NameOf(ResultFile file) => file.IsOfMask ? mask
            : file.InDataset is { } own ? With(With(images, "label", own.Label), "desc", own.Description)
            : With(name, "label", file.Label);

        static BidsName With(BidsName name, string key, string? value) => value is null ? name : name.With(key, value);
    }
}
