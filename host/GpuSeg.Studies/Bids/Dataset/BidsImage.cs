namespace GpuSeg.Studies.Bids.Dataset;

/// <summary>An image file of a data set.</summary>
/// <param name="Path">Path relative to the data set, with slashes.</param>
/// <param name="Datatype">Folder of the file: anat or dwi.</param>
/// <param name="Name">Name of the file.</param>
public sealed record BidsImage(string Path, string Datatype, BidsName Name)
{
    /// <summary>The URI by which sidecars name the file.</summary>
    internal string Uri => $"bids:raw:{string.Join('/', Path.Split('/').Select(System.Uri.EscapeDataString))}";

    /// <summary>Gets the value that a filter compares: an entity, or suffix, datatype or extension; null if the name lacks it.</summary>
    internal string? Property(string key) => key switch
    {
        "suffix" => Name.Suffix,
        "datatype" => Datatype,
        "extension" => Name.Extension,
        _ => Name[key],
    };
}
