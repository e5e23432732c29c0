using System.Globalization;
using GpuSeg.Images;
using GpuSeg.Studies.Json;
using GpuSeg.Studies.Text;

namespace GpuSeg.Studies.Bids.Dataset;

/// <summary>
/// The order of a subject's sessions in time: by acq_time in sub-LABEL_sessions.tsv if all of them have one, else by their labels, numbers
/// in labels by value (2 before 10).
/// </summary>
public sealed class SessionOrder
{
    private const string Session = "session_id", Time = "acq_time";

    private readonly Dictionary<string, DateTime> _times;
    private readonly string _subject;

    private SessionOrder(string subject, Dictionary<string, DateTime> times) => (_subject, _times) = (subject, times);

    /// <summary>Reads the order of a subject's sessions; a table that cannot be used leaves the order to the labels.</summary>
    /// <param name="raw">The raw data set.</param>
    /// <param name="subject">Label without sub-.</param>
    public static SessionOrder Of(RawData raw, string subject)
    {
        ArgumentNullException.ThrowIfNull(raw);
        var path = Path.Combine(raw.Root, $"sub-{subject}", $"sub-{subject}_sessions.tsv");
        var times = new Dictionary<string, DateTime>();
        try
        {
            var table = File.Exists(path) ? new TsvTable(path, JsonFile.ReadText(path)) : null;
            for (var row = 0; table is not null && row < table.Rows; row++)
            {
                if (DateTime.TryParse(table[row, Time], CultureInfo.InvariantCulture, DateTimeStyles.None, out var time))
                {
                    var label = table[row, Session];
                    times[label.StartsWith("ses-", StringComparison.Ordinal) ? label["ses-".Length..] : label] = time;
                }
            }
        }
        catch (ImageException)
        {
            times.Clear();
        }

        return new(subject, times);
    }

    /// <summary>Puts labels of sessions in order; null, the only session of a subject without sessions, is first.</summary>
    public IReadOnlyList<string?> Sort(IEnumerable<string?> sessions)
    {
        string?[] all = [.. sessions.Distinct()];
        return HasTimes(all)
            ? [.. all.OrderBy(label => _times[label!]).ThenBy(label => label, Comparer<string?>.Create(Compare))]
            : [.. all.OrderBy(label => label, Comparer<string?>.Create(Compare))];
    }

    /// <summary>Returns a sentence if neither times nor numbers say which of these sessions came first; else null.</summary>
    public string? Doubt(IEnumerable<string?> sessions)
    {
        var sorted = Sort(sessions);
        return sorted.Count < 2 || HasTimes(sorted) || sorted.All(label => label is null || label.Any(char.IsAsciiDigit))
            ? null
            : $"The sessions of sub-{_subject} are compared in the order of their labels, {TextFormat.List([.. sorted.Select(Name)])}; "
                + $"if they were not acquired in this order, write {Time} in sub-{_subject}_sessions.tsv.";
    }

    private static string Name(string? label) => label is null ? "no label" : $"ses-{label}";

    private bool HasTimes(IEnumerable<string?> labels) => labels.All(label => label is not null && _times.ContainsKey(label));

    // Runs of digits compare as numbers, other letters one by one.
    private static int Compare(string? a, string? b)
    {
        if (a is null || b is null)
        {
            return (a is null ? 0 : 1) - (b is null ? 0 : 1);
        }

        var (i, j) = (0, 0);
        while (i < a.Length && j < b.Length)
        {
            var (x, y) = (Part(a, ref i), Part(b, ref j));
            var difference = char.IsAsciiDigit(x[0]) && char.IsAsciiDigit(y[0])
                ? ByValue(x.TrimStart('0'), y.TrimStart('0'))
                : string.CompareOrdinal(x, y);
            if (difference != 0)
            {
                return difference;
            }
        }

        return (a.Length - i).CompareTo(b.Length - j) is not 0 and var rest ? rest : string.CompareOrdinal(a, b);
    }

    private static int ByValue(string x, string y) => x.Length != y.Length ? x.Length.CompareTo(y.Length) : string.CompareOrdinal(x, y);

    private static string Part(string text, ref int start)
    {
        var (from, to) = (start, start + 1);
        while (char.IsAsciiDigit(text[from]) && to < text.Length && char.IsAsciiDigit(text[to]))
        {
            to++;
        }

        start = to;
        return text[from..to];
    }
}
