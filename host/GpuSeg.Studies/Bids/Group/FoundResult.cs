using GpuSeg.Images;
using GpuSeg.Studies.Bids.Dataset;
using GpuSeg.Studies.Bids.Plans;
using GpuSeg.Studies.Segmentation;

namespace GpuSeg.Studies.Bids.Group;

/// <summary>A sidecar in a derivative data set: the mark of one session's complete segmentation.</summary>
/// <param name="Folder">Folder of the sidecar.</param>
/// <param name="Name">Name of the sidecar, with the entities sub and seg.</param>
internal sealed record FoundResult(string Folder, BidsName Name)
{
    public string Subject => Name["sub"]!;

    public string? Session => Name["ses"];

    public string Segmentation => Name["seg"]!;

    public string Id => BidsSession.IdOf(Subject, Session);

    /// <summary>The files of the segmentation.</summary>
    public ResultFiles Files => SessionFiles.Create(Folder, Name);

    /// <summary>Lists the results in a subject's folder, sorted by path.</summary>
    /// <exception cref="ImageException">A folder cannot be read.</exception>
    public static FoundResult[] Of(string subject) => Readable(subject, () =>
        ((string[])[subject, .. Folders(subject, "ses-*")])
            .SelectMany(session => BidsSession.Datatypes.Select(datatype => Path.Combine(session, datatype)))
            .Where(Directory.Exists).SelectMany(Sidecars));

    /// <summary>Lists the subjects' folders in a data set, sorted.</summary>
    /// <exception cref="ImageException">The data set cannot be read.</exception>
    public static string[] Subjects(string folder) => Readable(folder, () => Folders(folder, "sub-*"));

    private static T[] Readable<T>(string folder, Func<IEnumerable<T>> list)
    {
        try
        {
            return [.. list()];
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw ImageException.Unreadable(folder, e);
        }
    }

    private static string[] Folders(string folder, string pattern) =>
        [.. Directory.GetDirectories(folder, pattern).Order(StringComparer.Ordinal)];

    private static IEnumerable<FoundResult> Sidecars(string folder)
    {
        foreach (var path in Directory.GetFiles(folder, "*_dseg.json").Order(StringComparer.Ordinal))
        {
            if (BidsName.TryParse(Path.GetFileName(path), out var name) && name["sub"] is not null && name["seg"] is not null)
            {
                yield return new(folder, name);
            }
        }
    }
}

/// <summary>The results of the participant level in a derivative data set.</summary>
/// <param name="All">All segmentations, sorted by path.</param>
/// <param name="Unreadable">Subjects whose folders cannot be read, with reasons.</param>
internal sealed record FoundResults(IReadOnlyList<FoundResult> All, IReadOnlyDictionary<string, string> Unreadable)
{
    /// <summary>Lists the results in a data set.</summary>
    /// <exception cref="ImageException">The folder of the data set cannot be read.</exception>
    public static FoundResults In(string folder)
    {
        var (all, unreadable) = (new List<FoundResult>(), new Dictionary<string, string>());
        foreach (var subject in FoundResult.Subjects(folder))
        {
            try
            {
                all.AddRange(FoundResult.Of(subject));
            }
            catch (ImageException e)
            {
                unreadable.Add(Path.GetFileName(subject)["sub-".Length..], e.Message);
            }
        }

        return new(all, unreadable);
    }
}
