using System.CommandLine;
using System.Runtime.CompilerServices;
using GpuSeg.Cli.Failures;
using GpuSeg.Cli.Options;
using GpuSeg.Cli.Options.Tools;
using GpuSeg.Cli.Terminal;
using GpuSeg.Report.Lesions;
using GpuSeg.Studies.Json;
using GpuSeg.Studies.Lesions;
using GpuSeg.Studies.LesionSearch;
using GpuSeg.Studies.Segmentation;

namespace GpuSeg.Cli.Commands.Lesion;

/// <summary><c>gpuseg lesion</c>: the largest bright and asymmetric region of FLAIR, with its volume.</summary>
internal static class LesionCommand
{
    public static Command Create() => CommandFactory.Create(
        "lesion",
        "Find the lesion of a brain, such as a tumour with its oedema: the largest region that is bright in FLAIR and unlike the other "
        + "side. It needs FLAIR; T2, T1, T1 with contrast and ADC help. It makes no diagnosis.",
        new LesionOptions(),
        Run);

    private static int Run(LesionSettings settings, Messages messages, CancellationToken cancellation)
    {
        var selection = settings.Selection;
        string[] inputs = [.. selection.Images, .. selection.MaskFile is { } mask ? [mask] : Array.Empty<string>()];
        var outputs = new LesionOutputs(settings.Prefix, inputs, settings.Overwrite, settings.Report);
        outputs.Require();
        messages.Working("searching the lesion");
        var clock = new PhaseClock();
        var result = LesionResult.Run(
            selection, settings.Chosen, settings.Backend.Starter(messages.Detail), clock, cancellation);
        outputs.Write(result, AppVersion.Text, () => Page(result, settings.Prefix), cancellation);
        clock.End("write");
        messages.Done();
        foreach (var warning in result.Warnings)
        {
            messages.Warning(warning);
        }

        if (settings.Json)
        {
            Console.Out.Write(JsonText.Document(json =>
            {
                json.Texts("outputs", outputs.Paths);
                LesionJson.Write(json, result, AppVersion.Text);
                clock.Write(json);
            }));
        }
        else
        {
            Print(result, outputs);
        }

        return ExitCodes.Ok;
    }

    // A method of its own, so that a run without a page never loads the library that makes it.
    [MethodImpl(MethodImplOptions.NoInlining)]
    private static string Page(LesionResult result, string prefix) => LesionReport.Of(result, Path.GetFileName(prefix), AppVersion.Text);

    private static void Print(LesionResult result, LesionOutputs outputs)
    {
        var lesion = result.Lesion;
        var contrasts = result.Contrasts.Select(pair => $"{LesionContrasts.NameOf(pair.Key)} is {result.Images[pair.Value].Name}");
        Console.Out.WriteLine($"{lesion.Mask.Count:N0} voxels of the brain: {string.Join(", ", contrasts)}");
        Console.Out.WriteLine(LesionText.Line(lesion));
        if (lesion.Parts is { } parts)
        {
            Console.Out.WriteLine($"parts: {LesionText.Parts(parts)}");
        }

        Console.Out.WriteLine(LesionText.Nature);
        Console.Out.WriteLine($"wrote {string.Join(", ", outputs.Paths)}");
    }
}
