using System.CommandLine;
using GpuSeg.Figures;
using GpuSeg.Figures.Drawing;

namespace GpuSeg.Cli.Commands.Plot;

/// <summary>Scores over the number of clusters.</summary>
internal sealed class ScoresPlot() : PlotKind("scores", "BIC, AIC and inertia over the number of clusters: a row for all models of the same images and scaling.")
{
    private readonly Argument<string> _table = new("TABLE") { Description = "A table with columns k and bic, aic or inertia, and images, scale, method and covariance where they differ." };

    protected override void AddTo(Command command)
    {
        Bounds.Files(_table);
        command.Arguments.Add(_table);
    }

    protected override IReadOnlyList<string> Inputs(ParseResult parsed) => [parsed.GetValue(_table)!];

    protected override Figure Draw(ParseResult parsed, CancellationToken cancellation) => ScoreCurves.Draw(ScoreTable.Read(parsed.GetValue(_table)!));
}
