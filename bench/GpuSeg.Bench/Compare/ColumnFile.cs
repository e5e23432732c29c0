using System.Runtime.InteropServices;
using GpuSeg.Bench.Data;
using GpuSeg.Engine.Voxels;

namespace GpuSeg.Bench.Compare;

/// <summary>File of float32 values, one image after the other, for a peer on a GPU.</summary>
internal static class ColumnFile
{
    /// <summary>Writes the features and returns the path.</summary>
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
