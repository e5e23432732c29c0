using System.CommandLine;
using System.CommandLine.Completions;
using System.Text.Json;
using System.Text.Json.Nodes;
using GpuSeg.Cli.Commands.Bids;
using GpuSeg.Cli.Options;
using GpuSeg.Engine.Fitting;
using GpuSeg.Studies.Methods;

namespace GpuSeg.Cli.Tests;

/// <summary>The descriptor by which Boutiques calls <c>gpuseg bids</c>, generated from its options and parameters.</summary>
internal static class BoutiquesDescriptor
{
    private static readonly JsonSerializerOptions s_format = new()
    {
        WriteIndented = true,
        NewLine = "\n",
        Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };

    /// <summary>Writes the descriptor.</summary>
    /// <param name="version">Version of the command.</param>
    public static string Create(string version)
    {
        var command = BidsCommand.Create();
        JsonObject[] inputs =
        [
            .. command.Arguments.Select(argument => Input(argument, argument.Name.ToLowerInvariant(), argument.ValueType)),
            .. command.Options.Append(ConfigFile.Path).Where(option => !option.Hidden && option.Action is null).Select(Input),
        ];
        var descriptor = new JsonObject
        {
            ["name"] = "GpuSeg",
            ["description"] = command.Description,
            ["tool-version"] = version,
            ["schema-version"] = "0.5",
            ["command-line"] = $"gpuseg bids {string.Join(' ', inputs.Select(input => (string)input["value-key"]!))}",
            ["inputs"] = new JsonArray([.. inputs]),
            ["output-files"] = new JsonArray(new JsonObject
            {
                ["id"] = "output",
                ["name"] = "Derivative data set",
                ["path-template"] = "[OUTPUT_DIR]",
                ["optional"] = false,
            }),
            ["error-codes"] = new JsonArray(
                Error(1, "One or more sessions, pages or logs failed; the others are done."),
                Error(2, "The command line is invalid."),
                Error(3, "The input, the output folder or the backend is not usable; nothing was run.")),
        };
        return descriptor.ToJsonString(s_format) + "\n";
    }

    private static JsonObject Input(Option option)
    {
        var flag = option.Aliases.Prepend(option.Name).First(name => name.StartsWith("--", StringComparison.Ordinal));
        var input = Input(option, flag[2..].Replace('-', '_'), option.ValueType);
        input["optional"] = true;
        input["command-line-flag"] = flag;
        var parameter = MethodTable.All.SelectMany(method => method.Parameters).FirstOrDefault(row => IsFor(row, flag));
        if (parameter?.Words.Count > 0)
        {
            // A word or a number.
            input["type"] = "String";
            input.Remove("integer");
            return input;
        }

        if (parameter?.Least is { } least)
        {
            input["minimum"] = least;
        }

        if (parameter?.Most is { } most)
        {
            input["maximum"] = most;
        }

        return input;
    }

    private static bool IsFor(Parameter parameter, string flag) =>
        flag == (parameter.Name == "random_state" ? "--seed" : $"--{parameter.Name.Replace('_', '-')}");

    private static JsonObject Input(Symbol symbol, string id, Type type)
    {
        var scalar = Nullable.GetUnderlyingType(type) ?? type.GetElementType() ?? type;
        var input = new JsonObject
        {
            ["id"] = id,
            ["name"] = id.Replace('_', ' '),
            ["description"] = symbol.Description,
            ["type"] = scalar == typeof(bool) ? "Flag"
                : scalar == typeof(int) || scalar == typeof(double) ? "Number"
                : symbol is Option { HelpName: "FILE" } or Argument { Name: "BIDS_DIR" } ? "File"
                : "String",
            ["value-key"] = $"[{id.ToUpperInvariant()}]",
        };
        if (scalar == typeof(int))
        {
            input["integer"] = true;
        }

        if (type.IsArray)
        {
            input["list"] = true;
        }

        string[] choices = [.. symbol.GetCompletions(CompletionContext.Empty).Select(choice => choice.Label)];
        if (choices.Length > 0 && scalar == typeof(string))
        {
            input["value-choices"] = new JsonArray([.. choices.Select(choice => (JsonNode)choice)]);
        }

        return input;
    }

    private static JsonObject Error(int code, string description) => new() { ["code"] = code, ["description"] = description };
}
