using System.CommandLine;
using System.Text.Json;
using GpuSeg.Cli.Failures;
using GpuSeg.Cli.Options;
using GpuSeg.Cli.Options.Tools;
using GpuSeg.Cli.Terminal;
using GpuSeg.Images;
using GpuSeg.Images.Nifti;
using GpuSeg.Studies.Json;

namespace GpuSeg.Cli.Commands.Info;

/// <summary><c>gpuseg info</c>: grid, data type and values of image files as GpuSeg reads them.</summary>
internal static class InfoCommand
{
    public static Command Create() => CommandFactory.Create(
        "info", "Show grid, data type and values of NIfTI files.", new InfoOptions(), Run);

    private static int Run(InfoSettings settings, Messages messages, CancellationToken cancellation)
    {
        var infos = new List<ImageInfo>();
        foreach (var file in settings.Files)
        {
            cancellation.ThrowIfCancellationRequested();
            try
            {
                infos.Add(ImageInfo.Read(file));
            }
            catch (ImageException e) when (RawHeader.TryRead(file) is { } header)
            {
                // The header shows what is wrong; the error follows on stderr.
                var text = ImageInfo.Unusable(file, header);
                Print(settings.Json, infos, json => ImageInfo.WriteUnusable(json, file, e.Message, header), text);
                throw;
            }
        }

        Print(settings.Json, infos);
        foreach (var warning in infos.SelectMany(info => info.Warnings))
        {
            messages.Warning(warning);
        }

        return ExitCodes.Ok;
    }

    private static void Print(
        bool asJson, List<ImageInfo> infos, Action<Utf8JsonWriter>? last = null, params IEnumerable<string> lastText) =>
        Console.Out.Write(asJson
            ? JsonText.Write(json =>
            {
                json.WriteStartArray();
                infos.ForEach(info => info.WriteTo(json));
                last?.Invoke(json);
                json.WriteEndArray();
            })
            : string.Join("\n", infos.Select(info => info.ToText()).Concat(lastText)));
}
