using System.Text.RegularExpressions;

namespace GpuSeg.Cli.Tests.Schema;

/// <summary>A violation of a rule of the schema.</summary>
internal sealed record Finding(string Code, string Path, string Detail)
{
    public override string ToString() => $"{Code} {Path} {Detail}";
}

/// <summary>
/// Applies the rules of the BIDS schema to a data set: names of files, metadata, columns of tables, checks. Findings have the codes of the
/// BIDS validator. Errors and warnings are alike, since a data set should have neither.
/// </summary>
internal sealed class SchemaRules(BidsSchema schema)
{
    private static readonly string[] s_extensionsWithoutSidecar = [".json", "", ".md", ".txt", ".rst", ".cff"];

    private readonly Dictionary<string, Func<IScope, object?>> _expressions = [];

    /// <summary>Checks a data set.</summary>
    public List<Finding> Check(string root)
    {
        var dataset = new DatasetFolder(root, schema);
        FileContext[] files = [.. dataset.Files.Select(file => new FileContext(dataset, file))];
        var findings = files.SelectMany(file => OfName(dataset, file).Concat(OfSidecars(file)).Concat(OfUris(dataset, file))
            .Concat(OfRules(dataset, file))).ToList();
        var used = files.SelectMany(file => file.Sidecars).SelectMany(found => found).Select(file => file.Path).ToHashSet();
        findings.AddRange(dataset.Files.Where(file => file.Extension == ".json" && file.Path != "dataset_description.json"
            && !used.Contains(file.Path)).Select(file => new Finding("SIDECAR_WITHOUT_DATAFILE", file.Path, "")));
        return findings;
    }

    private bool Holds(string expression, FileContext context)
    {
        if (!_expressions.TryGetValue(expression, out var compiled))
        {
            _expressions[expression] = compiled = Expression.Parse(expression);
        }

        return Expression.IsTrue(compiled(context));
    }

    private bool Applies(Dictionary<string, object?> rule, FileContext context) =>
        BidsSchema.Texts(rule.GetValueOrDefault("selectors")).TrueForAll(selector => Holds(selector, context));

    private IEnumerable<Finding> OfName(DatasetFolder dataset, FileContext context)
    {
        var file = context.File;
        string[] kinds = ["common", dataset.IsDerivative ? "deriv" : "raw"];
        var rules = kinds.SelectMany(kind => schema.Rules(["rules", "files", kind], "path", "stem", "suffixes"));
        if (!rules.Any(rule => IsNamedBy(rule, context)))
        {
            yield return new("NOT_INCLUDED", file.Path, "no rule allows this name here");
        }

        if (!file.Path.Contains('/'))
        {
            yield break;
        }

        var order = BidsSchema.Texts(schema["rules", "entities"]);
        foreach (var (entity, key) in order.Select(entity => (entity, Key: Key(entity))))
        {
            if (file.Entities.TryGetValue(key, out var value)
                && schema.Format((string)schema["objects", "entities", entity, "format"]!) is { } pattern && !Regex.IsMatch(value, pattern))
            {
                yield return new("INVALID_ENTITY_LABEL", file.Path, key);
            }
        }

        if (!file.Entities.Keys.SequenceEqual(order.Select(Key).Where(file.Entities.ContainsKey)))
        {
            yield return new("FILENAME_MISMATCH", file.Path, "order of the entities");
        }

        var folder = $"sub-{file.Entities.GetValueOrDefault("sub")}"
            + (file.Entities.TryGetValue("ses", out var session) ? $"/ses-{session}" : "")
            + (context.Datatype.Length > 0 ? $"/{context.Datatype}" : "");
        if (file.Folder != folder)
        {
            yield return new("INVALID_LOCATION", file.Path, $"expected in {folder}");
        }
    }

    private bool IsNamedBy(Dictionary<string, object?> rule, FileContext context)
    {
        var file = context.File;
        if (!Applies(rule, context))
        {
            return false;
        }

        if (rule.GetValueOrDefault("path") is string path)
        {
            return file.Path == path;
        }

        var datatypes = BidsSchema.Texts(rule.GetValueOrDefault("datatypes"));
        var isOfDatatype = datatypes.Count == 0 || datatypes.Contains(context.Datatype) || (file.Folder.Length == 0 && IsInherited(file));
        if (!BidsSchema.Texts(rule.GetValueOrDefault("extensions")).Contains(file.Extension) || !isOfDatatype)
        {
            return false;
        }

        if (rule.GetValueOrDefault("stem") is string stem)
        {
            return stem == "*" || file.Stem == stem;
        }

        var entities = BidsSchema.Map(rule.GetValueOrDefault("entities")).ToDictionary(pair => Key(pair.Key), pair => pair.Value);
        return BidsSchema.Texts(rule["suffixes"]).Contains(file.Suffix)
            && file.Entities.Keys.All(entities.ContainsKey)
            && (file.Folder.Length == 0
                || entities.Where(entity => entity.Value is "required").All(entity => file.Entities.ContainsKey(entity.Key)));
    }

    private static bool IsInherited(DatasetFile file) => file.Extension is ".json" or ".tsv";

    private string Key(string entity) => (string)schema["objects", "entities", entity, "name"]!;

    private static IEnumerable<Finding> OfSidecars(FileContext context)
    {
        if (context.Sidecars.FirstOrDefault(found => found.Count > 1) is { } several)
        {
            yield return new("MULTIPLE_INHERITABLE_FILES", context.File.Path, string.Join(", ", several));
        }

        var nearer = new Dictionary<string, object?>();
        foreach (var (key, value) in context.Sidecars.Where(found => found.Count == 1).SelectMany(found => context.Json(found[0])))
        {
            if (!nearer.TryAdd(key, value) && (value is not (string or double or bool) || !Equals(nearer[key], value)))
            {
                yield return new("SIDECAR_FIELD_OVERRIDE", context.File.Path, key);
            }
        }
    }

    // The schema means to ask for this, but its rule names a type of data set that does not exist.
    private static IEnumerable<Finding> OfUris(DatasetFolder dataset, FileContext context) =>
        BidsSchema.Texts(context.OwnJson.GetValueOrDefault("Sources"))
            .Append(context.OwnJson.GetValueOrDefault("SpatialReference") as string)
            .Where(uri => uri is not (null or "orig") && !Path.Exists(dataset.Resolve(uri)))
            .Select(uri => new Finding("SOURCE_FILE_EXIST", context.File.Path, uri!));

    private IEnumerable<Finding> OfRules(DatasetFolder dataset, FileContext context)
    {
        foreach (var section in (string[])["sidecars", "dataset_metadata", "tabular_data", "checks"])
        {
            foreach (var rule in schema.Rules(["rules", section], "selectors").Where(rule => Applies(rule, context)))
            {
                var findings = rule.ContainsKey("fields") ? OfFields(dataset, context, rule, section == "sidecars")
                    : rule.ContainsKey("columns") ? OfColumns(context, rule)
                    : OfChecks(context, rule);
                foreach (var finding in findings)
                {
                    yield return finding;
                }
            }
        }
    }

    private IEnumerable<Finding> OfChecks(FileContext context, Dictionary<string, object?> rule) =>
        BidsSchema.Texts(rule.GetValueOrDefault("checks")).Where(check => !Holds(check, context))
            .Select(check => new Finding((string)BidsSchema.Map(rule["issue"])["code"]!, context.File.Path, check));

    private IEnumerable<Finding> OfFields(
        DatasetFolder dataset, FileContext context, Dictionary<string, object?> rule, bool isOfSidecar)
    {
        if (isOfSidecar && s_extensionsWithoutSidecar.Contains(context.File.Extension))
        {
            yield break;
        }

        // All metadata of derivatives are optional, except where a rule is about derivatives.
        var isOptional = dataset.IsDerivative && !BidsSchema.Texts(rule["selectors"])
            .Exists(selector => Regex.IsMatch(selector, "DatasetType == ['\"]derivative['\"]"));
        var metadata = isOfSidecar ? context.Sidecar : context.OwnJson;
        foreach (var (field, requirement) in BidsSchema.Map(rule["fields"]))
        {
            var definition = BidsSchema.Map(schema["objects", "metadata", field]);
            var name = (string)definition["name"]!;
            var level = requirement as string ?? BidsSchema.Map(requirement).GetValueOrDefault("level") as string;
            if (!metadata.TryGetValue(name, out var value))
            {
                if (level is "required" or "recommended" && !isOptional)
                {
                    yield return new($"{(isOfSidecar ? "SIDECAR" : "JSON")}_KEY_{level.ToUpperInvariant()}", context.File.Path, name);
                }
            }
            else if (level is "prohibited" or "deprecated" || !MetadataCheck.IsValid(value, definition, schema))
            {
                yield return new("JSON_SCHEMA_VALIDATION_ERROR", context.File.Path, name);
            }
        }
    }

    private IEnumerable<Finding> OfColumns(FileContext context, Dictionary<string, object?> rule)
    {
        if (context.File.Extension != ".tsv")
        {
            yield break;
        }

        var known = BidsSchema.Map(rule["columns"]).ToDictionary(
            column => (string)schema["objects", "columns", column.Key, "name"]!,
            column => (Level: column.Value as string ?? BidsSchema.Map(column.Value).GetValueOrDefault("level") as string,
                Definition: BidsSchema.Map(schema["objects", "columns", column.Key])));
        string[] names = [.. context.Columns.Select(column => column.Name)];
        foreach (var (name, _) in known.Where(column => column.Value.Level == "required" && !names.Contains(column.Key)))
        {
            yield return new("TSV_COLUMN_MISSING", context.File.Path, name);
        }

        var initial = BidsSchema.Texts(rule.GetValueOrDefault("initial_columns"))
            .ConvertAll(column => (string)schema["objects", "columns", column, "name"]!).FindAll(names.Contains);
        if (!names.Take(initial.Count).SequenceEqual(initial))
        {
            yield return new("TSV_COLUMN_ORDER_INCORRECT", context.File.Path, string.Join(", ", initial));
        }

        foreach (var index in BidsSchema.Texts(rule.GetValueOrDefault("index_columns"))
            .Select(column => (string)schema["objects", "columns", column, "name"]!))
        {
            if (context.Columns.FirstOrDefault(column => column.Name == index).Cells is { } cells
                && cells.Distinct().Count() < cells.Length)
            {
                yield return new("TSV_INDEX_VALUE_NOT_UNIQUE", context.File.Path, index);
            }
        }

        foreach (var (name, cells) in context.Columns)
        {
            if (!known.TryGetValue(name, out var column))
            {
                var defined = context.Sidecar.GetValueOrDefault(name) as Dictionary<string, object?>;
                if (defined is null || rule.GetValueOrDefault("additional_columns") is "not_allowed")
                {
                    yield return new("TSV_ADDITIONAL_COLUMNS_UNDEFINED", context.File.Path, name);
                }
                // A column with units holds numbers.
                else if (defined.ContainsKey("Units") && cells.Any(cell => cell != "n/a" && !Regex.IsMatch(cell, schema.Format("number")!)))
                {
                    yield return new("TSV_VALUE_INCORRECT_TYPE", context.File.Path, name);
                }
            }
            else if (Array.Exists(cells, cell => cell != "n/a" && !IsValue(cell, column.Definition)))
            {
                yield return new("TSV_VALUE_INCORRECT_TYPE", context.File.Path, name);
            }
        }
    }

    private bool IsValue(string cell, Dictionary<string, object?> definition)
    {
        var types = definition.GetValueOrDefault("anyOf") is List<object?> choices ? choices.ConvertAll(BidsSchema.Map) : [definition];
        return types.Exists(type =>
            (type.GetValueOrDefault("pattern") is not string pattern || Regex.IsMatch(cell, $@"\A(?:{pattern})\z"))
            && (schema.Format((type.GetValueOrDefault("format") ?? type.GetValueOrDefault("type")) as string ?? "string") is not { } format
                || Regex.IsMatch(cell, format))
            && (type.GetValueOrDefault("enum") is not List<object?> values || values.Contains(cell)));
    }
}
