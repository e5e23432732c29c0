using System.Text.Json;
using GpuSeg.Images;
using GpuSeg.Studies.Json;

namespace GpuSeg.Studies.Methods;

/// <summary>The entries of a model file, each read with its type and range.</summary>
/// <param name="path">The file, for messages.</param>
/// <param name="json">The object in it.</param>
internal sealed class ModelFields(string path, JsonElement json)
{
    /// <summary>Names of the features; shape (D).</summary>
    public IReadOnlyList<string> FeatureNames => field ??= Texts("feature_names_in_");

    /// <summary>D, the number of features.</summary>
    public int Features => FeatureNames.Count;

    /// <summary>Whether the fit was to run to its optimum.</summary>
    public bool RanToOptimum => Text("stopping", "optimum", "tol") == "optimum";

    /// <summary>Starts that were dropped because they had joined the path of another start.</summary>
    public int JoinedStarts => Whole("joined_starts", 0);

    /// <summary>Checks whether there is an entry.</summary>
    public bool Has(string name) => json.TryGetProperty(name, out _);

    /// <summary>Reads an entry.</summary>
    /// <exception cref="ImageException">There is none.</exception>
    public JsonElement Value(string name) => json.TryGetProperty(name, out var value) ? value : throw Missing(name);

    /// <summary>Reads an array of numbers.</summary>
    /// <exception cref="ImageException">There is none, or it has another shape.</exception>
    public IReadOnlyList<double> Array(string name, params int[] shape) => Array(json, name, shape);

    /// <summary>Reads an array of numbers of an object within.</summary>
    /// <exception cref="ImageException">There is none, or it has another shape.</exception>
    public IReadOnlyList<double> Array(JsonElement owner, string name, params int[] shape) =>
        JsonArrays.Numbers(owner, path, name, shape) ?? throw Missing(name);

    /// <summary>Counts the entries of an array.</summary>
    /// <exception cref="ImageException">There is none, or it is empty.</exception>
    public int Length(string name) =>
        Value(name) is { ValueKind: JsonValueKind.Array } array && array.GetArrayLength() is > 0 and var length
            ? length
            : throw Wrong(name, Value(name).ToString(), "an array of at least one number");

    /// <summary>Reads a whole number.</summary>
    /// <exception cref="ImageException">There is none, or it is out of range.</exception>
    public int Whole(string name, int least, int most = int.MaxValue) =>
        Value(name) is { ValueKind: JsonValueKind.Number } value && value.TryGetInt32(out var number) && number >= least && number <= most
            ? number
            : throw Wrong(
                name,
                Value(name).ToString(),
                $"a whole number {(most < int.MaxValue ? $"from {least} to {most}" : $"of at least {least}")}");

    /// <summary>Reads a number; null if the file says null.</summary>
    /// <exception cref="ImageException">There is none, or it is not finite.</exception>
    public double? NumberOrNull(string name) => Value(name) switch
    {
        { ValueKind: JsonValueKind.Null } => null,
        { ValueKind: JsonValueKind.Number } value when double.IsFinite(value.GetDouble()) => value.GetDouble(),
        var other => throw Wrong(name, other.ToString(), "a finite number or null"),
    };

    /// <summary>Reads a number.</summary>
    /// <exception cref="ImageException">There is none, or it is not finite or too small.</exception>
    public double Number(string name, double least) => NumberOrNull(name) is { } number && number >= least
        ? number
        : throw Wrong(name, Value(name).ToString(), $"a number of at least {least}");

    /// <summary>Reads true or false.</summary>
    /// <exception cref="ImageException">It is neither.</exception>
    public bool Flag(string name) => Value(name) switch
    {
        { ValueKind: JsonValueKind.True } => true,
        { ValueKind: JsonValueKind.False } => false,
        var other => throw Wrong(name, other.ToString(), "true or false"),
    };

    /// <summary>Reads one of a few texts.</summary>
    /// <exception cref="ImageException">It is another text, or not a text.</exception>
    public string Text(string name, params IReadOnlyList<string> texts) =>
        Value(name) is { ValueKind: JsonValueKind.String } value && texts.Contains(value.GetString())
            ? value.GetString()!
            : throw Wrong(
                name,
                Value(name).ToString(),
                texts.Count == 1 ? texts[0] : $"{string.Join(", ", texts.SkipLast(1))} or {texts[^1]}");

    /// <summary>Reads an array of texts.</summary>
    /// <exception cref="ImageException">There is none, or it holds something else.</exception>
    public IReadOnlyList<string> Texts(string name) =>
        Value(name) is { ValueKind: JsonValueKind.Array } value
            && value.EnumerateArray().All(item => item.ValueKind == JsonValueKind.String)
            ? [.. value.EnumerateArray().Select(item => item.GetString()!)]
            : throw Wrong(name, Value(name).ToString(), "an array of texts");

    /// <summary>Creates the refusal of an entry.</summary>
    public ImageException Wrong(string name, string found, string expected)
    {
        var shown = found.Length < 40 ? found : $"{found[..36]} ...";
        return new($"{path}: {name} is {shown}; expected {expected}: correct the file or name another model.");
    }

    private ImageException Missing(string name) =>
        new($"{path} is not a model as gpuseg writes them: it has no {name}; name a file ending in _model.json that gpuseg wrote.");
}
