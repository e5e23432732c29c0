using System.CommandLine;
using System.Text.Json;
using GpuSeg.Studies.Segmentation;

namespace GpuSeg.Cli.Commands;

/// <summary><c>gpuseg info</c>: what GpuSeg sees in image files.</summary>
internal sealed class InfoCommand
{
    private readonly Argument<string[]> _files = new("FILE") { Description = "NIfTI files.", Arity = ArgumentArity.OneOrMore };
    private readonly Option<bool> _json = new("--json") { Description = "Print an array with one object per file." };

    public static Command Create() => new InfoCommand().Build();

    private Command Build()
    {
        Bounds.Files(_files);
        var command = new Command("info", "Show grid, data type and values of NIfTI files.") { _files, _json };
        command.SetAction(Run);
        return command;
    }

    private int Run(ParseResult parsed)
    {
        ImageInfo[] infos = [.. parsed.GetValue(_files)!.Select(ImageInfo.Of)];
        if (parsed.GetValue(_json))
        {
            Console.Out.Write(JsonText.Write(json => Write(json, infos)));
        }
        else
        {
            Console.Out.Write(string.Join("\n", infos.Select(info => info.ToText())));
        }

        return ExitCodes.Ok;
    }

    private static void Write(Utf8JsonWriter json, ImageInfo[] infos)
    {
        json.WriteStartArray();
        foreach (var info in infos)
        {
            info.WriteTo(json);
        }

        json.WriteEndArray();
    }
}
