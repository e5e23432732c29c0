namespace GpuSeg.Studies.Bids.Dataset;

/// <summary>An image file of a data set.</summary>
/// <param name="Path">Relative to the data set, with slashes.</param>
/// <param name="Datatype">The folder it lies in: anat or dwi.</param>
/// <param name="Name">Its name.</param>
public sealed record BidsImage(string Path, string Datatype, BidsName Name)
{
    /// <summary>The URI by which sidecars name the file.</summary>
    internal string Uri => $"bids:raw:{string.Join('/', Path.Split('/').Select(System.Uri.EscapeDataString))}";

    /// <summary>What filters look at: an entity by its key, or suffix, datatype and extension; null where the name lacks it.</summary>
    internal string? Property(string key) => key switch
    {
        "suffix" => Name.Suffix,
        "datatype" => Datatype,
        "extension" => Name.Extension,
        _ => Name[key],
    };
}
