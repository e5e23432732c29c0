using System.Text.Json.Nodes;
using GpuSeg.Engine.Mixtures;

namespace GpuSeg.Bench.Compare;

/// <summary>Fits requested of a peer, as JSON.</summary>
internal static class PeerCommands
{
    /// <summary>Makes the request of a fit with its arguments.</summary>
    public static JsonObject Of(
        string method, int clusters, int dimensions, int seed, params ReadOnlySpan<(string Name, JsonNode Value)> arguments)
    {
        var command = new JsonObject { ["method"] = method, ["k"] = clusters, ["d"] = dimensions, ["seed"] = seed };
        foreach (var (name, value) in arguments)
        {
            command[name] = value;
        }

        return command;
    }

    /// <summary>Makes the request of a mixture from a complete start.</summary>
    public static JsonObject Of(GaussianMixture mixture, int dimensions) => Of(
        "mixture", mixture.NComponents, dimensions, mixture.Seed,
        ("weights", Json(mixture.Start.WeightsInit!)),
        ("means", Json(mixture.Start.MeansInit!)),
        ("precisions", Json(mixture.Start.PrecisionsInit!)));

    /// <summary>Returns a copy of a request with a number of iterations.</summary>
    public static JsonObject WithIterations(JsonObject command, int iterations)
    {
        var limited = (JsonObject)command.DeepClone();
        limited["max_iter"] = iterations;
        return limited;
    }

    public static JsonArray Json(IEnumerable<double> values) => [.. values.Select(value => JsonValue.Create(value))];
}
