using System.Reflection;
using System.Text.Json.Nodes;
using GpuSeg.Engine.Passes;
using Microsoft.ML;

namespace GpuSeg.Bench.Compare;

/// <summary>Versions of both sides; null where the other side is not here.</summary>
internal sealed record Versions(
    string Gpuseg, string Dotnet, string MlNet, string? Python, string? Numpy, string? ScikitLearn, string? Nibabel, string? Blas)
{
    /// <summary>Ours, and those that the peer <paramref name="told"/>.</summary>
    public static Versions Of(JsonObject told)
    {
        string? Their(string name) => told[name]?.GetValue<string>();
        return new(
            Of(typeof(VoxelSet)), Environment.Version.ToString(), Of(typeof(MLContext)),
            Their("python"), Their("numpy"), Their("scikit_learn"), Their("nibabel"), Their("blas"));
    }

    // What follows a + is the revision of the source.
    private static string Of(Type type) =>
        type.Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()!.InformationalVersion.Split('+')[0];
}
