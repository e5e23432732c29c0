using System.Text.RegularExpressions;
using GpuSeg.Images;
using GpuSeg.Images.Files;
using GpuSeg.Studies.Bids.Dataset;
using GpuSeg.Studies.Bids.Plans;
using GpuSeg.Studies.Json;

namespace GpuSeg.Studies.Bids.Derivatives;

/// <summary>
/// Why sessions failed: a file for each in logs/ of the derivative data set, such as logs/sub-01_seg-gmm3_failure.json, which goes when
/// the session succeeds. A log that cannot be written is told in a sentence and never takes the place of the failure itself.
/// </summary>
/// <param name="raw">Root of the raw data set, as given; reasons name files relative to it, and those of the other folder relative to that.</param>
/// <param name="folder">The derivative data set; it exists.</param>
/// <param name="segmentation">Value of the entity seg.</param>
public sealed class SessionLog(string raw, string folder, string segmentation)
{
    private const string Suffix = "failure";

    private readonly string _logs = FolderIn(folder);

    /// <summary>Notes why a session failed.</summary>
    /// <returns>Why that could not be noted, or null.</returns>
    public string? Failed(SessionPlan plan, string reason)
    {
        ArgumentNullException.ThrowIfNull(plan);
        ArgumentNullException.ThrowIfNull(reason);
        return Guarded(() => SharedFile.Write(_logs, NameOf(plan), Text(plan, Relative(reason, folder, raw))));
    }

    /// <summary>Takes back what was noted of a session.</summary>
    /// <returns>Why that could not be done, or null.</returns>
    public string? Succeeded(SessionPlan plan)
    {
        ArgumentNullException.ThrowIfNull(plan);
        return Guarded(() =>
        {
            if (Directory.Exists(_logs))
            {
                File.Delete(Path.Combine(_logs, NameOf(plan)));
            }
        });
    }

    /// <summary>The reasons noted in a derivative data set, by session and segmentation.</summary>
    /// <exception cref="ImageException">The folder of logs cannot be read.</exception>
    internal static Dictionary<(string Id, string Segmentation), string> Read(string folder)
    {
        var reasons = new Dictionary<(string, string), string>();
        foreach (var file in Files(FolderIn(folder)))
        {
            if (BidsName.TryParse(Path.GetFileName(file), out var name) && name["sub"] is { } subject && name["seg"] is { } segmentation)
            {
                reasons[(BidsSession.IdOf(subject, name["ses"]), segmentation)] = Reason(file);
            }
        }

        return reasons;
    }

    private static string[] Files(string logs)
    {
        try
        {
            return Directory.Exists(logs) ? Directory.GetFiles(logs, $"*_{Suffix}.json") : [];
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw ImageException.Unreadable(logs, e);
        }
    }

    private static string FolderIn(string folder) => Path.Combine(folder, "logs");

    private string NameOf(SessionPlan plan) => $"{plan.Id}_seg-{segmentation}_{Suffix}.json";

    private string Text(SessionPlan plan, string reason) => JsonText.Document(json =>
    {
        json.WriteString("subject", plan.Subject);
        json.WriteString("session", plan.Session);
        json.WriteString("seg", segmentation);
        json.WriteString("reason", reason);
    });

    /// <summary>The reason with files named relative to these folders: whatever machine it comes from, it reads the same.</summary>
    internal static string Relative(string reason, string folder, string raw) => Without(raw, Without(folder, reason));

    private static string Without(string root, string reason) =>
        Regex.Replace(reason, $@"(?<![^\s`'""(]){Regex.Escape(Path.TrimEndingDirectorySeparator(root))}[/\\]", "", RegexOptions.CultureInvariant);

    private static string Reason(string file)
    {
        try
        {
            using var json = JsonFile.Read(file);
            return json.RootElement.TryGetProperty("reason", out var reason) ? reason.ToString() : "";
        }
        catch (ImageException e)
        {
            return e.Message;
        }
    }

    private static string? Guarded(Action action)
    {
        try
        {
            action();
            return null;
        }
        catch (Exception e) when (e is OutputException or IOException or UnauthorizedAccessException)
        {
            return $"the log of failures could not be brought up to date: {e.Message}";
        }
    }
}
