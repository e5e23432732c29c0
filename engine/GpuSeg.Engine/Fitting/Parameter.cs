using GpuSeg.Engine.Voxels;

namespace GpuSeg.Engine.Fitting;

/// <summary>A parameter of an estimator, declared once: refusals, command lines, sidecars, tables and descriptors read this row.</summary>
/// <param name="name">Name, as in scikit-learn where it has the parameter.</param>
/// <param name="description">One sentence, for help and tables.</param>
public abstract class Parameter(string name, string description)
{
    /// <summary>Name, as in scikit-learn where it has the parameter.</summary>
    public string Name => name;

    /// <summary>One sentence, for help and tables.</summary>
    public string Description => description;

    /// <summary>Smallest value of a number; null if there is none.</summary>
    public double? Least { get; init; }

    /// <summary>Largest value of a number; null if there is none.</summary>
    public double? Most { get; init; }

    /// <summary>Whether a number must lie above <see cref="Least"/> instead of reaching it.</summary>
    public bool IsLeastExcluded { get; init; }

    /// <summary>Words that users may write in place of some numbers, such as off for 0; empty if there are none.</summary>
    public IReadOnlyList<ParameterWord> Words { get; init; } = [];

    /// <summary>Names to choose from; empty if the parameter is not a choice.</summary>
    public virtual IReadOnlyList<string> Choices => [];

    /// <summary>Type of the value: int, double, bool, string for a choice, <see cref="IReadOnlyList{T}"/> of double for an array.</summary>
    public abstract Type Type { get; }

    /// <summary>Value of an estimator on which nothing was set; null for an array.</summary>
    public abstract object? Default { get; }

    /// <summary>The values that are accepted, in words: "at least 1"; null if every value of the type is.</summary>
    public string? Range => (Least, Most) switch
    {
        ({ } least, { } most) => $"a number from {least} to {most}",
        ({ } least, null) => IsLeastExcluded ? $"greater than {least}" : $"at least {least}",
        (null, { } most) => $"at most {most}",
        _ => Choices.Count > 0 ? $"one of {string.Join(", ", Choices)}" : null,
    };

    /// <summary>Checks whether the parameter is used by <paramref name="estimator"/>, given its other parameters.</summary>
    public abstract bool AppliesTo(IEstimator estimator);

    /// <summary>Reads the value from <paramref name="estimator"/>; null for an array that was not given.</summary>
    /// <exception cref="ArgumentException">The estimator is of another kind.</exception>
    public abstract object? Value(IEstimator estimator);

    /// <summary>Copies <paramref name="estimator"/> with another value.</summary>
    /// <exception cref="ArgumentException">The estimator is of another kind, or the value has another type or is not a choice.</exception>
    public abstract IEstimator With(IEstimator estimator, object? value);

    /// <summary>Checks whether <paramref name="number"/> lies within the bounds; NaN never does.</summary>
    public bool Accepts(double number) =>
        (Least is not { } least || (IsLeastExcluded ? number > least : number >= least)) && (Most is not { } most || number <= most);

    /// <summary>Refuses an estimator with a parameter that is out of bounds.</summary>
    /// <exception cref="ArgumentException">A value is out of bounds; the message says what is accepted.</exception>
    internal static void RequireAll(IEstimator estimator)
    {
        foreach (var parameter in estimator.Parameters)
        {
            parameter.Require(estimator);
        }
    }

    /// <summary>Refuses an estimator whose value is out of bounds.</summary>
    /// <exception cref="ArgumentException">The value is out of bounds; the message says what is accepted.</exception>
    internal void Require(IEstimator estimator)
    {
        if (Value(estimator) is (int or double) and var value && Range is { } range)
        {
            Arguments.Require(Accepts(Convert.ToDouble(value)), Name, value, range);
        }
    }
}

/// <summary>A word that users may write in place of a number.</summary>
/// <param name="Word">The word.</param>
/// <param name="Number">The number.</param>
public sealed record ParameterWord(string Word, double Number);

/// <summary>A <see cref="Parameter"/> of one kind of estimator.</summary>
/// <typeparam name="TEstimator">The kind of estimator.</typeparam>
/// <typeparam name="TValue">See <see cref="Parameter.Type"/>.</typeparam>
/// <param name="name">Name, as in scikit-learn where it has the parameter.</param>
/// <param name="description">One sentence, for help and tables.</param>
/// <param name="read">Reads the value.</param>
/// <param name="with">Copies an estimator with another value.</param>
internal class Parameter<TEstimator, TValue>(
    string name, string description, Func<TEstimator, TValue> read, Func<TEstimator, TValue, TEstimator> with)
    : Parameter(name, description)
    where TEstimator : class, IEstimator, new()
{
    /// <summary>Whether the parameter is used, given the other parameters; null if it always is.</summary>
    public Func<TEstimator, bool>? Applies { get; init; }

    public override Type Type => typeof(TValue);

    public override object? Default => read(new());

    public override bool AppliesTo(IEstimator estimator) => Applies?.Invoke(Own(estimator)) ?? true;

    public override object? Value(IEstimator estimator) => read(Own(estimator));

    public override IEstimator With(IEstimator estimator, object? value) => value is TValue || (value is null && default(TValue) is null)
        ? with(Own(estimator), (TValue)value!)
        : throw new ArgumentException($"{Name} is {value ?? "null"}; it must be of type {typeof(TValue).Name}.");

    private static TEstimator Own(IEstimator estimator) => estimator as TEstimator
        ?? throw new ArgumentException($"The estimator is {estimator?.GetType().Name}; it must be {typeof(TEstimator).Name}.");
}

/// <summary>A <see cref="Parameter"/> that is a choice between names.</summary>
/// <param name="name">Name, as in scikit-learn where it has the parameter.</param>
/// <param name="description">One sentence, for help and tables.</param>
/// <param name="choices">The names, in the order in which help lists them, and their values.</param>
/// <param name="read">Reads the value.</param>
/// <param name="with">Copies an estimator with another value.</param>
/// <param name="unchosen">Names the value of an estimator for which nothing is chosen; returns null if something is.</param>
internal sealed class ChoiceParameter<TEstimator, TValue>(
    string name,
    string description,
    IReadOnlyList<Choice<TValue>> choices,
    Func<TEstimator, TValue> read,
    Func<TEstimator, TValue, TEstimator> with,
    Func<TEstimator, string?>? unchosen = null)
    : Parameter<TEstimator, string>(
        name,
        description,
        estimator => unchosen?.Invoke(estimator) ?? choices.First(choice => Equals(choice.Value, read(estimator))).Name,
        (estimator, chosen) => with(estimator, ((Choice<TValue>)Choice.Find(name, choices, chosen)).Value))
    where TEstimator : class, IEstimator, new()
{
    public override IReadOnlyList<string> Choices { get; } = Choice.Names(choices);
}

/// <summary>A name to choose.</summary>
/// <param name="name">The name.</param>
internal abstract class Choice(string name)
{
    /// <summary>The name.</summary>
    public string Name => name;

    /// <summary>Lists the names.</summary>
    public static IReadOnlyList<string> Names(IReadOnlyList<Choice> choices) => [.. choices.Select(choice => choice.Name)];

    /// <summary>Finds the choice called <paramref name="chosen"/> of the parameter called <paramref name="parameter"/>.</summary>
    /// <exception cref="ArgumentException">There is no such choice; the message lists the names.</exception>
    public static Choice Find(string parameter, IReadOnlyList<Choice> choices, string chosen)
    {
        var found = choices.FirstOrDefault(choice => choice.Name == chosen);
        Arguments.Require(found is not null, parameter, chosen, $"one of {string.Join(", ", Names(choices))}");
        return found!;
    }
}

/// <summary>A name and the value for which it stands.</summary>
/// <param name="name">The name.</param>
/// <param name="value">The value.</param>
internal sealed class Choice<TValue>(string name, TValue value) : Choice(name)
{
    /// <summary>The value.</summary>
    public TValue Value => value;
}
