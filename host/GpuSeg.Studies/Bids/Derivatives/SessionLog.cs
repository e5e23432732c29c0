using System.Text.RegularExpressions;
using GpuSeg.Images;
using GpuSeg.Images.Files;
using GpuSeg.Studies.Bids.Dataset;
using GpuSeg.Studies.Bids.Plans;
using GpuSeg.Studies.Json;

namespace GpuSeg.Studies.Bids.Derivatives;

/// <summary>
/// Reasons why sessions failed: a file for each in logs/ of the derivative data set, such as logs/sub-01_seg-gmm3_failure.json, which is
/// removed when the session succeeds. A log that cannot be written leads to a sentence and never hides the failure itself.
/// </summary>
/// <param name="raw">Root of the raw data set, as given; reasons name files relative to it or to <paramref name="folder"/>.</param>
/// <param name="folder">The derivative data set; it exists.</param>
/// <param name="segmentation">Value of the entity seg.</param>
public sealed class SessionLog(string raw, string folder, string segmentation)
{
    private const string Suffix = "failure";

    private readonly string _logs = FolderIn(folder);

    /// <summary>Writes the reason why a session failed.</summary>
    /// <returns>A sentence if the log could not be written, else null.</returns>
    public string? Failed(SessionPlan plan, string reason)
    {
        ArgumentNullException.ThrowIfNull(plan);
        ArgumentNullException.ThrowIfNull(reason);
        return Guarded(() => SharedFile.Write(_logs, NameOf(plan), Text(plan, Relative(reason, folder, raw))));
    }

    /// <summary>Removes the log of a session.</summary>
    /// <returns>A sentence if the log could not be removed, else null.</returns>
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

    /// <summary>Reads the reasons logged in a derivative data set, by session and segmentation.</summary>
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

    /// <summary>Names the files in a reason relative to these folders, so that it reads the same on every machine.</summary>
    internal static string Relative(string reason, string folder, string raw) => Without(raw, Without(folder, reason));

    private static string Without(string root, string reason) =>
        Regex.Replace(
           reason, $@"(?<![^\s`'""(]){Regex.Escape(Path.TrimEndingDirectorySeparator(root))}[/\\]", "", RegexOptions.CultureInvariant);

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
            return $"the log of failures could not be updated: {e.Message}";
        }
    }
}
