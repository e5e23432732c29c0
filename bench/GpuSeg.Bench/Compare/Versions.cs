using System.Reflection;
using GpuSeg.Engine;

namespace GpuSeg.Bench.Compare;

/// <summary>Versions of both sides.</summary>
internal sealed record Versions(string Gpuseg, string Dotnet, string Python, string Numpy, string ScikitLearn, string Nibabel, string Blas)
{
    public static Versions Of(Peer peer)
    {
        string Their(string name) => peer.Versions[name]!.GetValue<string>();
        var ours = typeof(VoxelSet).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()!.InformationalVersion;
        return new(ours, Environment.Version.ToString(), Their("python"), Their("numpy"), Their("scikit_learn"), Their("nibabel"), Their("blas"));
    }
}
