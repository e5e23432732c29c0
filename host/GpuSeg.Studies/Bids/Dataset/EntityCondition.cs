namespace GpuSeg.Studies.Bids.Dataset;

/// <summary>What an entity (or suffix, datatype, extension) of an image must be.</summary>
/// <param name="MayLack">Whether the name may lack it.</param>
/// <param name="MayHaveAny">Whether every value will do.</param>
/// <param name="Values">The values that will do.</param>
public sealed record EntityCondition(bool MayLack, bool MayHaveAny, IReadOnlyList<string> Values)
{
    /// <summary>The name must lack it.</summary>
    public static EntityCondition Absent { get; } = new(true, false, []);

    /// <summary>The name must have it, whatever its value.</summary>
    public static EntityCondition Any { get; } = new(false, true, []);

    /// <summary>One value, or * for <see cref="Any"/>.</summary>
    public static EntityCondition Of(string value) => value == "*" ? Any : new(false, false, [value]);

    /// <summary>Whether a value, or null where the name lacks the entity, will do; see <see cref="BidsEntities.Same"/>.</summary>
    public bool Allows(string key, string? value) => value is null ? MayLack : MayHaveAny || Values.Any(known => BidsEntities.Same(key, known, value));

    /// <summary>Whether the value is one of those that were written.</summary>
    internal bool Names(string? value) => value is null ? MayLack : Values.Contains(value);
}
