using GpuSeg.Images;
using GpuSeg.Images.Files;
using GpuSeg.Studies.Bids.Dataset;
using GpuSeg.Studies.Bids.Derivatives;
using GpuSeg.Studies.Json;
using GpuSeg.Studies.Segmentation;
using GpuSeg.Studies.Text;

namespace GpuSeg.Studies.Bids.Group;

/// <summary>
/// The complete sessions of a subject that one model has labelled, with the changes of the labels' volumes since the first.
/// </summary>
public sealed class SubjectSessions
{
    private static readonly (string Name, string Title, string Description, string? Units)[] s_columns =
    [
        ("session_id", "Session", "The session, with ses-.", null),
        ("first_session", "First session", "The session that volumes are compared with.", null),
        ("label", "Label", "Label of the subject's model.", null),
        ("name", "Name", "Name of the label.", null),
        ("first_ml", "First volume", "Volume of the label in the first session.", "mL"),
        ("volume_ml", "Volume", "Volume of the label in this session.", "mL"),
        ("change_ml", "Change", "Change of the volume since the first session.", "mL"),
        ("change_percent", "Change in per cent", "Change in per cent of the first volume; n/a if the first session lacks the label.", "%"),
    ];

    private readonly SessionOrder _order;
    private readonly Dictionary<string, double[]> _volumes;
    private readonly IReadOnlyList<string?> _sorted;

    private SubjectSessions(SessionOrder order, Dictionary<string, double[]> volumes) =>
        (_order, _volumes, _sorted) = (order, volumes, order.Sort(volumes.Keys.Select(key => key.Length == 0 ? null : key)));

    /// <summary>A sentence if it is not certain which session was the first; else null.</summary>
    public string? Doubt => _order.Doubt(_sorted);

    /// <summary>Collects sessions.</summary>
    /// <param name="order">The order of the sessions.</param>
    /// <param name="sessions">Labels of the sessions, and volumes of their labels in mL.</param>
    internal static SubjectSessions Of(SessionOrder order, IEnumerable<(string? Session, double[] Volumes)> sessions) =>
        new(order, sessions.ToDictionary(session => session.Session ?? "", session => session.Volumes));

    /// <summary>Reads the sessions of a subject in a derivative data set; files that are missing or damaged are left out.</summary>
    /// <param name="raw">The raw data set.</param>
    /// <param name="folder">The derivative data set.</param>
    /// <param name="subject">Label without sub-.</param>
    /// <param name="segmentation">Value of the entity seg.</param>
    /// <param name="sha256">Hash of the model that labelled them.</param>
    /// <param name="clusters">Number of labels.</param>
    internal static SubjectSessions Read(
        RawData raw, string folder, string subject, string segmentation, string sha256, int clusters)
    {
        var place = Path.Combine(folder, $"sub-{subject}");
        FoundResult[] results = Directory.Exists(place) ? FoundResult.Of(place) : [];
        return Of(
            SessionOrder.Of(raw, subject),
            results.Where(result => result.Segmentation == segmentation).DistinctBy(result => result.Session)
                .Select(result => (result.Session, Volumes: Volumes(result.Files, sha256, clusters)))
                .Where(session => session.Volumes is not null).Select(session => (session.Session, session.Volumes!)));
    }

    /// <summary>Gets the change of a session; null for the first session, and for sessions that are not among them.</summary>
    public VolumeChange? Change(string? session) =>
        _sorted.Count > 1 && session != _sorted[0] && _volumes.TryGetValue(session ?? "", out var now)
            ? new($"ses-{_sorted[0]}", _volumes[_sorted[0] ?? ""], now)
            : null;

    /// <summary>Writes the table of changes of a subject's sessions, and its description; removes both if there is one session.</summary>
    /// <param name="folder">The derivative data set.</param>
    /// <param name="subject">Label without sub-.</param>
    /// <param name="segmentation">Value of the entity seg.</param>
    /// <param name="name">Gets the name of a label, 1..K.</param>
    /// <exception cref="OutputException">The files cannot be written.</exception>
    internal void Write(string folder, string subject, string segmentation, Func<int, string> name)
    {
        var stem = $"sub-{subject}/sub-{subject}_seg-{segmentation}_changes";
        if (_sorted.Count < 2)
        {
            Remove(Path.Combine(folder, $"{stem}.tsv"), Path.Combine(folder, $"{stem}.json"));
            return;
        }

        var rows =
            from session in _sorted.Skip(1)
            let change = Change(session)!
            from label in Enumerable.Range(1, change.Now.Count)
            select (object?[])
            [
                $"ses-{session}", change.Since, label, name(label), change.First[label - 1], change.Now[label - 1], change.Absolute(label),
                change.Percent(label),
            ];
        SharedFile.Write(folder, $"{stem}.tsv", Tsv.Text([.. s_columns.Select(column => column.Name)], rows));
        SharedFile.Write(folder, $"{stem}.json", JsonText.Document(json =>
        {
            foreach (var (column, title, description, units) in s_columns)
            {
                json.WriteStartObject(column);
                json.WriteString("LongName", title);
                json.WriteString("Description", description);
                if (units is not null)
                {
                    json.WriteString("Units", units);
                }

                json.WriteEndObject();
            }
        }));
    }

    private static void Remove(params string[] paths)
    {
        try
        {
            Array.ForEach(paths, path =>
            {
                if (File.Exists(path))
                {
                    File.Delete(path);
                }
            });
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new OutputException($"{paths[0]} is out of date and cannot be removed ({e.Message.TrimEnd('.')}); remove it.");
        }
    }

    private static double[]? Volumes(ResultFiles files, string sha256, int clusters)
    {
        try
        {
            using var json = JsonFile.Read(files.Sidecar);
            return json.RootElement.TryGetProperty("Model", out var model) && model.TryGetProperty("Sha256", out var hash)
                && hash.ValueEquals(sha256)
                ? [.. LabelTable.Read(files[ResultFile.Table], clusters).Labels.Select(label => label.Millilitres)]
                : null;
        }
        catch (ImageException)
        {
            // The run reports damaged files of the session itself.
            return null;
        }
    }
}
