using GpuSeg.Images;
using GpuSeg.Images.Files;

namespace GpuSeg.Studies.Bids.Dataset;

/// <summary>
/// The images of a raw BIDS data set that can be segmented. Only the folders anat and dwi of subjects and their sessions are listed:
/// derivatives, sourcedata and code cost nothing.
/// </summary>
public sealed class BidsDataset
{
    private BidsDataset(string root, string name, IReadOnlyList<BidsSession> sessions, IReadOnlyList<string> notes) =>
        (Root, Name, Sessions, Notes) = (root, name, sessions, notes);

    /// <summary>The folder, as given.</summary>
    public string Root { get; }

    /// <summary>The name in dataset_description.json.</summary>
    public string Name { get; }

    /// <summary>The folder and its name.</summary>
    public RawData Data => new(Root, Name);

    /// <summary>The sessions, sorted by subject and session.</summary>
    public IReadOnlyList<BidsSession> Sessions { get; }

    /// <summary>A sentence for every subject without a wanted session and for every folder whose name is not a label.</summary>
    public IReadOnlyList<string> Notes { get; }

    /// <summary>Lists the images; a problem with one subject is reported in its sessions.</summary>
    /// <param name="root">The folder with dataset_description.json.</param>
    /// <param name="subjects">Labels with or without sub-; empty for all subjects.</param>
    /// <param name="sessions">Labels with or without ses-; empty for all sessions.</param>
    /// <exception cref="ImageException">The folder is not a data set, has no subject, or lacks a subject or session asked for.</exception>
    public static BidsDataset Scan(string root, IReadOnlyCollection<string>? subjects = null, IReadOnlyCollection<string>? sessions = null)
    {
        var name = DatasetDescription.Read(root).Name;
        var (wanted, visits) = (Labels("sub-", subjects), Labels("ses-", sessions));
        var (labels, notes) = SubjectsOf(root, wanted);
        var found = new List<BidsSession>();
        foreach (var label in labels)
        {
            var before = found.Count;
            found.AddRange(SessionsOf(root, label, visits, notes));
            if (found.Count == before)
            {
                notes.Add($"sub-{label} has none of the sessions {Words("ses-", visits)}.");
            }
        }

        return found.Count > 0
            ? new(root, name, found, notes)
            : throw new ImageException($"No subject in {root} has any of the sessions {Words("ses-", visits)}; check the labels.");
    }

    private static (List<string> Labels, List<string> Notes) SubjectsOf(string root, HashSet<string> wanted)
    {
        var (labels, notes) = (new List<string>(), new List<string>());
        foreach (var folder in Children(root, "sub-*"))
        {
            if (BidsName.IsLabel(folder["sub-".Length..]))
            {
                labels.Add(folder["sub-".Length..]);
            }
            else
            {
                notes.Add($"{folder} is left out: a subject's label is of letters and digits.");
            }
        }

        if (labels.Count == 0)
        {
            throw new ImageException($"{root} holds no subject: there is no folder sub-LABEL in it; check the path.");
        }

        if (wanted.Except(labels).Order(StringComparer.Ordinal).ToArray() is { Length: > 0 } missing)
        {
            throw new ImageException($"{root} has no subject {Words("sub-", missing)}; check the labels.");
        }

        return ([.. labels.Where(label => wanted.Count == 0 || wanted.Contains(label))], notes);
    }

    private static IEnumerable<BidsSession> SessionsOf(string root, string subject, HashSet<string> wanted, List<string> notes)
    {
        try
        {
            var folder = BidsSession.FolderOf(subject, null);
            RequireContent(root, folder);
            var named = Children(Path.Combine(root, folder), "ses-*")
               .ToLookup(name => BidsName.IsLabel(name["ses-".Length..]), name => name["ses-".Length..]);
            notes.AddRange(named[false].Select(label => $"{folder}/ses-{label} is left out: a session's label is of letters and digits."));
            string[] labels = [.. named[true]];
            var apart = BidsSession.Datatypes.Any(datatype => Path.Exists(Path.Combine(root, folder, datatype)));
            string?[] without = labels.Length == 0 || apart ? [null] : [];
            return [.. without.Concat(labels).Where(session => wanted.Count == 0 || (session is not null && wanted.Contains(session)))
                .Select(session => SessionOf(root, subject, session))];
        }
        catch (Exception e) when (e is ImageException or IOException or UnauthorizedAccessException)
        {
            return [Failed(subject, null, e)];
        }
    }

    private static BidsSession SessionOf(string root, string subject, string? session)
    {
        try
        {
            var (images, notes) = (new List<BidsImage>(), new List<string>());
            var folder = BidsSession.FolderOf(subject, session);
            RequireContent(root, folder);
            foreach (var datatype in BidsSession.Datatypes)
            {
                AddImages(root, $"{folder}/{datatype}", datatype, (subject, session), images, notes);
            }

            return new(subject, session, images, notes, images.Count > 0 ? null
                : $"{Path.Combine(root, folder)} holds no NIfTI image in anat or dwi; if it is a DataLad subdataset, "
                   + $"run `datalad get -n {Path.Combine(root, folder)}`.");
        }
        catch (Exception e) when (e is ImageException or IOException or UnauthorizedAccessException)
        {
            return Failed(subject, session, e);
        }
    }

    private static void AddImages(
        string root, string folder, string datatype, (string Subject, string? Session) owner, List<BidsImage> images, List<string> notes)
    {
        if (!RequireContent(root, folder))
        {
            return;
        }

        foreach (var file in Children(Path.Combine(root, folder), "*").Where(IsNifti))
        {
            if (!BidsName.TryParse(file, out var name))
            {
                notes.Add($"{folder}/{file} is left out: its name is none of BIDS.");
            }
            else if (name["sub"] != owner.Subject || name["ses"] != owner.Session)
            {
                notes.Add($"{folder}/{file} is left out: its name says another subject or session than its folder.");
            }
            else
            {
                images.Add(new($"{folder}/{file}", datatype, name));
            }
        }
    }

    /// <summary>Returns whether the folder exists, and refuses a broken link.</summary>
    private static bool RequireContent(string root, string folder)
    {
        var path = Path.Combine(root, folder);
        InputFile.RefuseBrokenLink(path);
        return Directory.Exists(path);
    }

    private static BidsSession Failed(string subject, string? session, Exception why)
    {
        var reason = $"its folder cannot be read ({why.Message.TrimEnd('.')}); check its permissions and the disk.";
        return new(subject, session, [], [], why is ImageException ? why.Message : reason);
    }

    // Files beside the folders, such as reports, are not subjects; broken links are.
    private static string[] Children(string folder, string pattern)
    {
        try
        {
            return
            [
                .. Directory.EnumerateFileSystemEntries(folder, pattern)
                    .Where(path => pattern == "*" || Directory.Exists(path) || InputFile.IsBrokenLink(path))
                    .Select(path => Path.GetFileName(path)).Order(StringComparer.Ordinal),
            ];
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw ImageException.Unreadable(folder, e);
        }
    }

    private static bool IsNifti(string file) =>
        file[0] != '.' && (file.EndsWith(".nii", StringComparison.Ordinal) || file.EndsWith(".nii.gz", StringComparison.Ordinal));

    private static HashSet<string> Labels(string prefix, IReadOnlyCollection<string>? given) =>
        [.. (given ?? []).Select(label => label.StartsWith(prefix, StringComparison.Ordinal) ? label[prefix.Length..] : label)];

    private static string Words(string prefix, IEnumerable<string> labels) =>
        string.Join(", ", labels.Order(StringComparer.Ordinal).Select(label => prefix + label));
}

/// <summary>The folder of a cohort's images: a BIDS data set, or the folder of a list.</summary>
/// <param name="Root">The folder; paths of images are relative to it.</param>
/// <param name="Name">Name of the data, or an empty text.</param>
public sealed record RawData(string Root, string Name)
{
    /// <summary>Folders of other data sets that files are taken from, by their names in URIs.</summary>
    public IReadOnlyDictionary<string, string> Links { get; init; } = new Dictionary<string, string>();
}
