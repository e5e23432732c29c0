using System.CommandLine;
using GpuSeg.Engine.Fitting;
using GpuSeg.Studies.Methods;

namespace GpuSeg.Cli.Options.Fits;

/// <summary>A parameter of a method.</summary>
internal sealed record MethodParameter(Method Method, Parameter Parameter);

/// <summary>The option for a parameter, with the bounds of its rows; methods that have the parameter share the option.</summary>
internal sealed class ParameterOption
{
    private readonly IReadOnlyList<MethodParameter> _rows;

    /// <param name="name">Name of the option.</param>
    /// <param name="rows">The parameter of every method that has it.</param>
    /// <param name="description">Help; null for the descriptions of the rows.</param>
    /// <param name="standard">Value unless the user gives one; null for the default of the rows.</param>
    public ParameterOption(string name, IReadOnlyList<MethodParameter> rows, string? description, object? standard)
    {
        _rows = rows;
        var parameter = rows[0].Parameter;
        var shared = parameter.Words.Count > 0 ? null
            : standard ?? (rows.Select(row => row.Parameter.Default).Distinct().Count() == 1 ? parameter.Default : null);
        Option = parameter.Type == typeof(int) ? Whole(name, parameter, (int?)shared)
            : parameter.Type == typeof(double) ? Number(name, parameter, (double?)shared)
            : parameter.Type == typeof(bool) ? new Option<bool>(name)
            : parameter.Type == typeof(string) ? Choice(name, parameter, (string?)shared)
            : throw new InvalidOperationException($"{name} is of type {parameter.Type.Name}; there is no option of that type.");
        Option.Description = description ?? string.Join(' ', Descriptions());
        if (shared is null)
        {
            Option.Description += $" Default: {string.Join(", ", Defaults())}.";
        }
    }

    public Option Option { get; }

    /// <summary>Names the option for a parameter, such as --max-iter; the seed has a shorter name than in scikit-learn.</summary>
    public static string NameOf(Parameter parameter) =>
        parameter.Name == "random_state" ? "--seed" : $"--{parameter.Name.Replace('_', '-')}";

    /// <summary>Finds the parameter of a method; null if the method does not have it.</summary>
    public Parameter? Parameter(Method method) => _rows.FirstOrDefault(row => row.Method == method)?.Parameter;

    /// <summary>Reads the value; null if there is none.</summary>
    public object? Value(ParseResult parsed) => Option switch
    {
        Option<int?> number => parsed.GetValue(number),
        Option<double?> number => parsed.GetValue(number),
        Option<bool> flag => parsed.GetValue(flag),
        Option<string?> text => parsed.GetValue(text),
        _ => null,
    };

    private IEnumerable<string> Descriptions() => _rows.Select(row => row.Parameter.Description).Distinct().Count() == 1
        ? [_rows[0].Parameter.Description]
        : _rows.Select(row => $"{row.Method.Name}: {row.Parameter.Description}");

    private IEnumerable<string> Defaults()
    {
        var converging = _rows.Select(row => Converging(row.Method, row.Parameter)).Distinct().ToArray();
        if (_rows is [{ Parameter: { Words.Count: > 0 } worded }])
        {
            return worded.Words.Where(entry => entry.Number.Equals(Convert.ToDouble(worded.Default))).Select(entry => entry.Word);
        }

        var defaults = _rows.Select(row => $"{row.Parameter.Default} for {row.Method.Name}");
        return converging is [{ } value] ? defaults.Append($"{value} with {FitOptions.Converge}") : defaults;
    }

    // The default of a fit to the optimum, if that is another one.
    private static object? Converging(Method method, Parameter parameter) =>
        method.Parameters.FirstOrDefault(other => NameOf(other) == FitOptions.Converge) is { } converge
            && parameter.Value(converge.With(method.Default, true)) is { } value && !value.Equals(parameter.Default)
            ? value
            : null;

    private static Option<int?> Whole(string name, Parameter parameter, int? standard)
    {
        var option = new Option<int?>(name) { HelpName = HelpName(parameter, "N") };
        OptionChecks.Whole(option, parameter);
        option.DefaultValueFactory = standard is null ? null : _ => standard;
        return option;
    }

    private static Option<double?> Number(string name, Parameter parameter, double? standard)
    {
        var option = new Option<double?>(name) { HelpName = HelpName(parameter, "X") };
        OptionChecks.Number(option, parameter);
        option.DefaultValueFactory = standard is null ? null : _ => standard;
        return option;
    }

    private static string HelpName(Parameter parameter, string number) =>
        string.Join('|', parameter.Words.Select(entry => entry.Word).Append(number));

    private static Option<string> Choice(string name, Parameter parameter, string? standard)
    {
        var option = new Option<string>(name);
        OptionChecks.OneOf(option, [.. parameter.Choices]);
        option.DefaultValueFactory = standard is null ? null : _ => standard;
        return option;
    }
}
