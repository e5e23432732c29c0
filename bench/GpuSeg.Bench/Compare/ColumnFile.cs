using System.Runtime.InteropServices;
using GpuSeg.Bench.Data;
using GpuSeg.Engine.Voxels;

namespace GpuSeg.Bench.Compare;

/// <summary>The values as float32, one image after the other: what a peer on a card reads.</summary>
internal static class ColumnFile
{
    public static string Write(FeatureMatrix features, ScratchFolder scratch)
    {
        using var file = File.Create(scratch["columns.bin"]);
        for (var j = 0; j < features.Dimensions; j++)
        {
            file.Write(MemoryMarshal.AsBytes(features.Column(j)));
        }

        return file.Name;
    }
}
