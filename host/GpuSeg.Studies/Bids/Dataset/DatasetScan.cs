using GpuSeg.Images;
using GpuSeg.Images.Files;
using GpuSeg.Studies.Text;

namespace GpuSeg.Studies.Bids.Dataset;

/// <summary>Lists the images of a data set, folder by folder, and notes everything that it leaves out.</summary>
/// <param name="root">The data set.</param>
internal sealed class DatasetScan(string root)
{
    private readonly BidsIgnore _ignore = BidsIgnore.Read(root);
    private readonly List<string> _notes = [];
    private readonly SortedDictionary<string, List<string>> _ignored = new(StringComparer.Ordinal);

    /// <summary>A sentence for every folder that is left out, and one for all that .bidsignore leaves out.</summary>
    public IReadOnlyList<string> Notes => [.. _notes, .. IgnoredNote()];

    /// <summary>Lists the subjects' labels.</summary>
    /// <exception cref="ImageException">There are no subjects.</exception>
    public IReadOnlyList<string> Subjects()
    {
        string[] folders = [.. Children(root, "sub-*")];
        var labels = new List<string>();
        foreach (var folder in folders)
        {
            if (!BidsName.IsLabel(folder["sub-".Length..]))
            {
                _notes.Add($"{folder} is left out: a subject's label is of letters and digits.");
            }
            else if (!Ignores("subject", folder, isFolder: true))
            {
                labels.Add(folder["sub-".Length..]);
            }
        }

        return labels.Count > 0 ? labels : throw new ImageException(folders.Length == 0
            ? $"{root} holds no subject: there is no folder sub-LABEL in it; check the path."
            : $"{root} holds no subject that can be used; {string.Join(' ', Notes)}");
    }

    /// <summary>Returns whether .bidsignore leaves the subject out.</summary>
    public bool IgnoresSubject(string label) => _ignore.Ignores($"sub-{label}", isFolder: true);

    /// <summary>Lists the sessions of a subject; a problem with one is reported in it.</summary>
    /// <param name="subject">Label of the subject.</param>
    /// <param name="wanted">Labels of sessions; empty for all sessions.</param>
    public IReadOnlyList<BidsSession> SessionsOf(string subject, IReadOnlySet<string> wanted)
    {
        try
        {
            var folder = BidsSession.FolderOf(subject, null);
            RequireContent(folder);
            string?[] labels = [.. Labels(folder)];
            var hasImages = BidsSession.Datatypes.Any(datatype => Path.Exists(Path.Combine(root, folder, datatype)));
            string?[] without = labels.Length == 0 || hasImages ? [null] : [];
            return [.. without.Concat(labels).Where(session => wanted.Count == 0 || (session is not null && wanted.Contains(session)))
                .Select(session => SessionOf(subject, session))];
        }
        catch (Exception e) when (e is ImageException or IOException or UnauthorizedAccessException)
        {
            return [Failed(subject, null, e)];
        }
    }

    private IEnumerable<string> Labels(string subject)
    {
        foreach (var name in Children(Path.Combine(root, subject), "ses-*"))
        {
            if (!BidsName.IsLabel(name["ses-".Length..]))
            {
                _notes.Add($"{subject}/{name} is left out: a session's label is of letters and digits.");
            }
            else if (!Ignores("session", $"{subject}/{name}", isFolder: true))
            {
                yield return name["ses-".Length..];
            }
        }
    }

    private BidsSession SessionOf(string subject, string? session)
    {
        try
        {
            var (images, notes) = (new List<BidsImage>(), new List<string>());
            var folder = BidsSession.FolderOf(subject, session);
            RequireContent(folder);
            foreach (var datatype in BidsSession.Datatypes)
            {
                AddImages($"{folder}/{datatype}", datatype, (subject, session), images, notes);
            }

            return images.Count > 0 || notes.Count == 0
                ? new(subject, session, images, notes, null)
                : throw new ImageException($"{Path.Combine(root, folder)} holds no image with a name of BIDS; {string.Join(' ', notes)}");
        }
        catch (Exception e) when (e is ImageException or IOException or UnauthorizedAccessException)
        {
            return Failed(subject, session, e);
        }
    }

    private void AddImages(
        string folder, string datatype, (string Subject, string? Session) owner, List<BidsImage> images, List<string> notes)
    {
        if (!Directory.Exists(Path.Combine(root, folder)) && !InputFile.IsBrokenLink(Path.Combine(root, folder)))
        {
            return;
        }

        RequireContent(folder);
        foreach (var file in Children(Path.Combine(root, folder), "*").Where(IsNifti))
        {
            var path = $"{folder}/{file}";
            if (Ignores("image", path, isFolder: false))
            {
                continue;
            }

            if (!BidsName.TryParse(file, out var name))
            {
                notes.Add($"{path} is left out: its name is none of BIDS.");
            }
            else if (name["sub"] != owner.Subject || name["ses"] != owner.Session)
            {
                notes.Add($"{path} is left out: its name says another subject or session than its folder.");
            }
            else if (name.Extension is not (".nii" or ".nii.gz"))
            {
                notes.Add($"{path} is left out: BIDS wants its extension in lower case; rename it to {name.As(name.Suffix, Lower(name))}.");
            }
            else
            {
                images.Add(new(path, datatype, name));
            }
        }
    }

    // An empty folder is a subdataset that was not installed: neither git nor BIDS keeps empty folders.
    private void RequireContent(string folder)
    {
        var path = Path.Combine(root, folder);
        InputFile.RefuseBrokenLink(path);
        if (!Directory.EnumerateFileSystemEntries(path).Any())
        {
            throw new ImageException($"{path} is empty; if it is a DataLad subdataset, run `datalad get -n {path}`.");
        }
    }

    private bool Ignores(string kind, string path, bool isFolder)
    {
        if (!_ignore.Ignores(path, isFolder))
        {
            return false;
        }

        lock (_ignored)
        {
            if (!_ignored.TryGetValue(kind, out var paths))
            {
                _ignored[kind] = paths = [];
            }

            paths.Add(path);
        }

        return true;
    }

    private IEnumerable<string> IgnoredNote()
    {
        if (_ignored.Count > 0)
        {
            var counts = _ignored.Select(kind => $"{Plural.Of(kind.Value.Count, kind.Key)} ({Suggestion.List(kind.Value)})");
            yield return $"{BidsIgnore.FileName} leaves out {string.Join(", ", counts)}.";
        }
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

    private static string Lower(BidsName name) =>
        name.Extension.EndsWith("gz", StringComparison.OrdinalIgnoreCase) ? ".nii.gz" : ".nii";

    private static bool IsNifti(string file) => file[0] != '.'
        && (file.EndsWith(".nii", StringComparison.OrdinalIgnoreCase) || file.EndsWith(".nii.gz", StringComparison.OrdinalIgnoreCase));
}
