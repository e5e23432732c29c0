namespace GpuSeg.Studies.Bids.Dataset;

/// <summary>A condition on an entity (or suffix, datatype, extension) of an image.</summary>
/// <param name="MayLack">Whether the name may lack it.</param>
/// <param name="MayHaveAny">Whether every value meets the condition.</param>
/// <param name="Values">Values that meet the condition.</param>
public sealed record EntityCondition(bool MayLack, bool MayHaveAny, IReadOnlyList<string> Values)
{
    /// <summary>The condition that the name lacks the entity.</summary>
    public static EntityCondition Absent { get; } = new(true, false, []);

    /// <summary>The condition that the name has the entity, whatever its value.</summary>
    public static EntityCondition Any { get; } = new(false, true, []);

    /// <summary>Creates the condition for one value, or for * <see cref="Any"/>.</summary>
    public static EntityCondition Of(string value) => value == "*" ? Any : new(false, false, [value]);

    /// <summary>Returns whether a value, or null for a missing entity, meets the condition; see <see cref="BidsEntities.Same"/>.</summary>
    public bool Allows(string key, string? value) =>
       value is null ? MayLack : MayHaveAny || Values.Any(known => BidsEntities.Same(key, known, value));

    /// <summary>Returns whether the condition names exactly this value.</summary>
    internal bool Names(string? value) => value is null ? MayLack : Values.Contains(value);
}
