using GpuSeg.Studies.Bids.Dataset;
using GpuSeg.Studies.Segmentation;

namespace GpuSeg.Studies.Bids.Plans;

/// <summary>Names of the files of a session's segmentation, relative to the output folder with slashes.</summary>
public static class SessionFiles
{
    /// <summary>Names the files after the entities that the channels share.</summary>
    /// <param name="channels">At least one.</param>
    /// <param name="segmentation">Value of the entity seg; see <see cref="SegmentationLabel"/>.</param>
    /// <param name="probseg">Whether posteriors are written.</param>
    public static ResultFiles Create(IReadOnlyList<BidsImage> channels, string segmentation, bool probseg)
    {
        ArgumentNullException.ThrowIfNull(channels);
        var datatype = channels.All(channel => channel.Datatype == "dwi") ? "dwi" : "anat";
        var shared = BidsName.SharedBy([.. channels.Select(channel => channel.Name)], datatype, "dseg", ".nii.gz");
        return Create($"{BidsSession.FolderOf(shared["sub"]!, shared["ses"])}/{datatype}", shared.With("seg", segmentation), probseg);
    }

    /// <summary>Names the files after one of them.</summary>
    /// <param name="folder">Folder of the files.</param>
    /// <param name="name">Name of one of the files, with the entity seg.</param>
    /// <param name="probseg">Whether posteriors are written.</param>
    internal static ResultFiles Create(string folder, BidsName name, bool probseg)
    {
        var scope = ResultScope.Dataset | (probseg ? ResultScope.Posteriors : ResultScope.None);
        // Segmentations of one session share its mask.
        var mask = name.Without("seg").With("desc", "gpuseg");
        return new(file => $"{folder}/{(file.IsOfMask ? mask : name).As(file.Suffix, file.Extension)}", scope);
    }
}
