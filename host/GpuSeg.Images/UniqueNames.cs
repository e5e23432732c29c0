namespace GpuSeg.Images;

/// <summary>Columns of tables and means of models are told apart by name.</summary>
internal static class UniqueNames
{
    /// <summary>The name, or where it is taken the first free one of NAME_2, NAME_3 ...; it is taken then.</summary>
    public static string Free(string name, HashSet<string> taken)
    {
        var candidate = name;
        for (var i = 2; !taken.Add(candidate); i++)
            candidate = $"{name}_{i}";
        return candidate;
    }
}
