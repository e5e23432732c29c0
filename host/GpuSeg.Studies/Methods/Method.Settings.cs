using GpuSeg.Engine.Fitting;
using GpuSeg.Studies.Text;

namespace GpuSeg.Studies.Methods;

public abstract partial class Method
{
    private const string Starting = "n_init", Seed = "random_state", Converging = "converge", Tolerance = "tol", Iterations = "max_iter";

    /// <summary>Name of the parameter that chooses the start, such as init.</summary>
    public abstract string InitKey { get; }

    /// <summary>Lists the settings of one clustering under short names: method, clusters, variant, and the parameters of a fit.</summary>
    public IEnumerable<(string Name, string Value)> Settings(IEstimator estimator)
    {
        ArgumentNullException.ThrowIfNull(estimator);
        yield return ("method", Title);
        yield return ("clusters", $"{estimator.Clusters}");
        if (VariantName is not null)
        {
            yield return (VariantName, Variant(estimator)!);
        }

        // A model in the place of a fit has no parameters.
        if (estimator.Parameters.Count == 0)
        {
            yield break;
        }

        var (init, sample) = (Find(InitKey), estimator.StartsOnSample);
        var chosen = (string)init.Value(estimator)!;
        var isGiven = !init.Choices.Contains(chosen);
        yield return ("init", isGiven ? "given" : chosen);
        yield return ("starts", sample > 0 ? $"{sample} on at most {IEstimator.SampleVoxels:N0} voxels" : $"{estimator.Starts}");
        if (!isGiven)
        {
            yield return SeedSetting(estimator);
        }

        foreach (var setting in StopSettings(estimator))
        {
            yield return setting;
        }
    }

    /// <summary>Lists the settings that all fits of an exploration share, under the method's name.</summary>
    public IEnumerable<(string Name, string Value)> SharedSettings(IReadOnlyList<IEstimator> variants)
    {
        ArgumentNullException.ThrowIfNull(variants);
        IEnumerable<(string Name, string Value)> names =
            VariantName is null ? [] : [(VariantName, string.Join(", ", variants.Select(Variant)))];
        return names.Append(SeedSetting(variants[0])).Concat(StopSettings(variants[0]))
            .Select(setting => ($"{Name} {setting.Name}", setting.Value));
    }

    private (string Name, string Value) SeedSetting(IEstimator estimator) => ("seed", $"{Find(Seed).Value(estimator)}");

    private IEnumerable<(string Name, string Value)> StopSettings(IEstimator estimator) =>
    [
        ("stop", estimator.Converge ? "at the optimum" : $"tol {estimator.Tol}"),
        ("max iter", $"{Find(Iterations).Value(estimator)}"),
        .. Parameters.Where(IsOwn).Select(parameter => (parameter.Name.Replace('_', ' '), Text(parameter.Value(estimator)))),
    ];

    /// <summary>Checks whether the parameter belongs to this method alone.</summary>
    private bool IsOwn(Parameter parameter) =>
        !IsIdentity(parameter) && parameter.Name != InitKey && !StartParameters.Contains(parameter)
        && parameter.Name is not (Starting or Seed or Converging or Tolerance or Iterations);

    private static string Text(object? value) => value is double number ? TextFormat.Number(number) : $"{value}";
}
