using System.Diagnostics.CodeAnalysis;

namespace GpuSeg.Studies.Bids.Dataset;

/// <summary>A file name of BIDS: entities, suffix and extension, such as sub-01_ce-gd_T1w.nii.gz.</summary>
public sealed class BidsName
{
    private readonly (string Key, string Value)[] _entities;

    private BidsName((string Key, string Value)[] entities, string suffix, string extension) =>
        (_entities, Suffix, Extension) = (entities, suffix, extension);

    /// <summary>Keys and values, in the order of the name.</summary>
    public IReadOnlyList<(string Key, string Value)> Entities => _entities;

    /// <summary>The kind of the file: T1w, FLAIR, dseg ...</summary>
    public string Suffix { get; }

    /// <summary>The name from its first dot on: .nii.gz.</summary>
    public string Extension { get; }

    /// <summary>Value of an entity, or null if the name lacks it.</summary>
    public string? this[string key] => Array.Find(_entities, entity => entity.Key == key).Value;

    /// <summary>Parses a name; false if it does not follow BIDS.</summary>
    public static bool TryParse(string fileName, [NotNullWhen(true)] out BidsName? name)
    {
        ArgumentNullException.ThrowIfNull(fileName);
        var dot = fileName.IndexOf('.', StringComparison.Ordinal);
        string[] parts = fileName[..(dot < 0 ? fileName.Length : dot)].Split('_');
        (string Key, string Value)[] entities = [.. parts[..^1].Select(Entity)];
        var valid = dot > 0 && entities.Length > 0 && IsLabel(parts[^1])
            && entities.All(entity => IsLabel(entity.Key) && IsLabel(entity.Value))
            && entities.DistinctBy(entity => entity.Key).Count() == entities.Length;
        name = valid ? new(entities, parts[^1], fileName[dot..]) : null;
        return valid;
    }

    /// <summary>Names a file that is derived from several: entities that all sources share and that may be passed on.</summary>
    /// <param name="sources">At least one.</param>
    /// <param name="datatype">Folder of the derived file: anat or dwi.</param>
    /// <param name="suffix">Suffix of the derived file.</param>
    /// <param name="extension">Extension of the derived file.</param>
    public static BidsName SharedBy(IReadOnlyList<BidsName> sources, string datatype, string suffix, string extension)
    {
        ArgumentNullException.ThrowIfNull(sources);
        var shared = sources[0]._entities.Where(entity =>
            BidsEntities.MayPassOn(entity.Key, datatype) && sources.All(source => source[entity.Key] == entity.Value));
        return new(Ordered(shared), suffix, extension);
    }

    /// <summary>Sets an entity, in the specification's order.</summary>
    /// <exception cref="ArgumentException">No such entity, or a value that is not of letters and digits.</exception>
    public BidsName With(string key, string value) => IsLabel(value)
        ? new(Ordered(_entities.Where(entity => entity.Key != key).Append((key, value))), Suffix, Extension)
        : throw new ArgumentException($"{value} is not a value of the entity {key}; it must consist of letters and digits.", nameof(value));

    /// <summary>Removes an entity.</summary>
    public BidsName Without(string key) => new([.. _entities.Where(entity => entity.Key != key)], Suffix, Extension);

    /// <summary>Replaces suffix and extension.</summary>
    public BidsName As(string suffix, string extension) => new(_entities, suffix, extension);

    /// <summary>Formats the file name.</summary>
    public override string ToString() =>
       string.Join('_', _entities.Select(entity => $"{entity.Key}-{entity.Value}").Append(Suffix)) + Extension;

    /// <summary>Returns whether a text can be an entity's value or a suffix: letters, digits and +.</summary>
    internal static bool IsLabel(string text) => text.Length > 0 && text.All(c => char.IsAsciiLetterOrDigit(c) || c == '+');

    private static (string Key, string Value) Entity(string part) =>
        part.IndexOf('-', StringComparison.Ordinal) is > 0 and var dash ? (part[..dash], part[(dash + 1)..]) : ("", "");

    private static (string Key, string Value)[] Ordered(IEnumerable<(string Key, string Value)> entities) =>
        [.. entities.OrderBy(entity => BidsEntities.Place(entity.Key))];
}
