namespace GpuSeg.Engine.Voxels;

/// <summary>Refusals of arguments, in one form.</summary>
internal static class Arguments
{
    /// <summary>Refuses an argument that is not valid.</summary>
    /// <exception cref="ArgumentException"><paramref name="valid"/> is false.</exception>
    public static void Require(bool valid, string name, object found, string expected)
    {
        if (!valid)
        {
            throw new ArgumentException($"{name} is {found}; it must be {expected}.");
        }
    }
}
