using System.CommandLine;
using System.Text.Json;
using GpuSeg.Cli.Failures;
using GpuSeg.Cli.Options;
using GpuSeg.Cli.Options.Tools;
using GpuSeg.Studies.Json;

namespace GpuSeg.Cli.Commands.Info;

/// <summary><c>gpuseg info</c>: grid, data type and values of image files as GpuSeg reads them.</summary>
internal static class InfoCommand
{
    public static Command Create() => CommandFactory.Create(
        "info", "Show grid, data type and values of NIfTI files.", new InfoOptions(), (settings, _, _) => Run(settings));

    private static int Run(InfoSettings settings)
    {
        ImageInfo[] infos = [.. settings.Files.Select(ImageInfo.Read)];
        if (settings.Json)
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
