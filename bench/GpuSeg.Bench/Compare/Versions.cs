using System.Reflection;
using System.Text.Json.Nodes;
using GpuSeg.Engine.Passes;
using Microsoft.ML;

namespace GpuSeg.Bench.Compare;

/// <summary>Versions of both sides; null if the other side is missing.</summary>
internal sealed record Versions(
    string Gpuseg, string Dotnet, string MlNet, string? Python, string? Numpy, string? ScikitLearn, string? Nibabel, string? Blas)
{
    /// <summary>Collects our versions and the versions reported by the peer.</summary>
    public static Versions Of(JsonObject reported)
    {
        string? Their(string name) => reported[name]?.GetValue<string>();
        return new(
            Of(typeof(VoxelSet)), Environment.Version.ToString(), Of(typeof(MLContext)),
            Their("python"), Their("numpy"), Their("scikit_learn"), Their("nibabel"), Their("blas"));
    }

    // The text after a + is the revision of the source.
    private static string Of(Type type) =>
        type.Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()!.InformationalVersion.Split('+')[0];
}
