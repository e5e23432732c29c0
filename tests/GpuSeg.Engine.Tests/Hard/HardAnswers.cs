using System.Text.Json;

namespace GpuSeg.Engine.Tests.Hard;

/// <summary>The answers of scikit-learn 1.2.1 to the sets of <see cref="HardData"/>, which answers.py wrote.</summary>
internal static class HardAnswers
{
    private static readonly Lazy<JsonElement> s_all = new(() =>
    {
        using var stream = typeof(HardAnswers).Assembly.GetManifestResourceStream("answers.json")!;
        return JsonDocument.Parse(stream).RootElement;
    });

    /// <summary>Returns the number of clusters of a set.</summary>
    public static int Clusters(string set) => s_all.Value.GetProperty(set).GetProperty("clusters").GetInt32();

    /// <summary>Returns the sum of all values of a set, which shows that both languages made the same values; null if infinite.</summary>
    public static double? Checksum(string set) =>
        s_all.Value.GetProperty(set).GetProperty("checksum") is { ValueKind: JsonValueKind.Number } sum ? sum.GetDouble() : null;

    /// <summary>Returns the covariance types and kmeans, as far as a set has answers to them.</summary>
    public static IEnumerable<string> Kinds(string set) => s_all.Value.GetProperty(set).EnumerateObject().Select(entry => entry.Name)
        .Except(["checksum", "clusters"]);

    /// <summary>Returns the answer; null if scikit-learn refused the data or did not stay finite.</summary>
    public static HardAnswer? Of(string set, string kind)
    {
        var answer = s_all.Value.GetProperty(set).GetProperty(kind);
        return answer.TryGetProperty("objective", out var objective) ? new(objective.GetDouble()) : null;
    }
}

/// <summary>The end of a fit.</summary>
/// <param name="Objective">Lower bound or inertia.</param>
internal sealed record HardAnswer(double Objective);
