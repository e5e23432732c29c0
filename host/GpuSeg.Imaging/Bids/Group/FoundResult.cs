namespace GpuSeg.Imaging.Bids.Group;

/// <summary>A sidecar in a derivative data set: the mark of one session's complete segmentation.</summary>
/// <param name="Folder">Where it lies.</param>
/// <param name="Name">Its name, which has the entities sub and seg.</param>
internal sealed record FoundResult(string Folder, BidsName Name)
{
    private static readonly string[] s_datatypes = ["anat", "dwi"];

    public string Subject => Name["sub"]!;

    public string? Session => Name["ses"];

    public string Segmentation => Name["seg"]!;

    public string Id => BidsSession.IdOf(Subject, Session);

    /// <summary>One of the files of the segmentation.</summary>
    public string At(string suffix, string extension) => Path.Combine(Folder, Name.As(suffix, extension).ToString());

    /// <summary>All of them, sorted by path.</summary>
    /// <exception cref="ImageException">A folder cannot be read.</exception>
    public static IReadOnlyList<FoundResult> In(string folder)
    {
        try
        {
            return
            [
                .. Folders(folder, "sub-*").SelectMany(subject => (string[])[subject, .. Folders(subject, "ses-*")])
                    .SelectMany(session => s_datatypes.Select(datatype => Path.Combine(session, datatype))).Where(Directory.Exists).SelectMany(Sidecars),
            ];
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            ImageThrow.Unreadable(folder, e);
            return [];
        }
    }

    private static string[] Folders(string folder, string pattern) => [.. Directory.GetDirectories(folder, pattern).Order(StringComparer.Ordinal)];

    private static IEnumerable<FoundResult> Sidecars(string folder)
    {
        foreach (var path in Directory.GetFiles(folder, "*_dseg.json").Order(StringComparer.Ordinal))
            if (BidsName.TryParse(Path.GetFileName(path), out var name) && name["sub"] is not null && name["seg"] is not null)
                yield return new(folder, name);
    }
}
