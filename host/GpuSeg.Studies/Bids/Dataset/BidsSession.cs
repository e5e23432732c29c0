namespace GpuSeg.Studies.Bids.Dataset;

/// <summary>One visit of a subject, the unit that is segmented.</summary>
/// <param name="Subject">Label without sub-.</param>
/// <param name="Session">Label without ses-, or null if the subject has no sessions.</param>
/// <param name="Images">Images in anat and dwi, sorted by path.</param>
/// <param name="Notes">A sentence for every image that is left out.</param>
/// <param name="Failure">Reason why the folders cannot be used, or null.</param>
public sealed record BidsSession(
    string Subject, string? Session, IReadOnlyList<BidsImage> Images, IReadOnlyList<string> Notes, string? Failure)
{
    /// <summary>sub-01, or sub-01_ses-02.</summary>
    public string Id => IdOf(Subject, Session);

    /// <summary>The folders of a session that hold images.</summary>
    internal static readonly string[] Datatypes = ["anat", "dwi"];

    internal static string IdOf(string subject, string? session) => session is null ? $"sub-{subject}" : $"sub-{subject}_ses-{session}";

    /// <summary>Names the folder of a session: sub-01, or sub-01/ses-02.</summary>
    internal static string FolderOf(string subject, string? session) => session is null ? $"sub-{subject}" : $"sub-{subject}/ses-{session}";
}
