using System.Diagnostics;
using GpuSeg.Cli.Failures;
using GpuSeg.Engine.Exploration;
using GpuSeg.Engine.Fitting;
using GpuSeg.Studies.Bids.Pooled;
using GpuSeg.Studies.Bids.Sessions;

namespace GpuSeg.Cli.Terminal;

/// <summary>The form in which messages are printed.</summary>
/// <param name="Verbose">Whether details and stack traces are printed.</param>
/// <param name="LogJson">Whether stderr gets one JSON object per line.</param>
internal sealed record TerminalSettings(bool Verbose, bool LogJson);

/// <summary>
/// Progress, warnings and details on stderr. On a terminal, progress is a line that renews itself; in a pipe it is left out,
/// except for a plain line every ten seconds while many sessions run.
/// </summary>
internal sealed class Messages(TerminalSettings settings)
    : ICohortProgress, IProgress<ExplorationProgress>, IProgress<PooledProgress>, IDisposable
{
    private const int MillisecondsBetweenUpdates = 100;
    private const int MillisecondsBetweenLines = 10_000;
    private const string EraseLine = "\r\e[K";

    private readonly bool _live = !settings.LogJson && !Console.IsErrorRedirected;
    private readonly Stopwatch _sinceStart = Stopwatch.StartNew();
    private readonly Stopwatch _sinceUpdate = Stopwatch.StartNew();
    private bool _open;

    /// <summary>The log for programs that replaces the lines for people, or null.</summary>
    public JsonLog? Log { get; } = settings.LogJson ? new() : null;

    public void Report(FitProgress value)
    {
        if (value.Iteration == 0)
        {
            Detail($"start {value.Restart} of {value.Restarts} found; iterating");
            return;
        }

        if (IsDue())
        {
            var restart = value.Restarts > 1 ? $"start {value.Restart} of {value.Restarts}, " : "";
            Working($"{restart}iteration {value.Iteration}: {value.Objective:G8}");
        }
    }

    public void Report(ExplorationProgress value)
    {
        if (IsDue())
        {
            Working($"{value.Fitted} of {value.Cells} fits done, {value.Iterations:N0} iterations");
        }
    }

    public void Report(PooledProgress value)
    {
        if (IsDue())
        {
            Working(value.OfSubjects
                ? $"models of {value.Read} of {value.Sessions} subjects"
                : $"pooled model: {value.Read} of {value.Sessions} sessions read");
        }
    }

    public void Report(CohortProgress value)
    {
        var wait = _live ? MillisecondsBetweenUpdates : MillisecondsBetweenLines;
        if (value.Done == value.Sessions || _sinceUpdate.ElapsedMilliseconds < wait)
        {
            return;
        }

        _sinceUpdate.Restart();
        var rate = value.Done / _sinceStart.Elapsed.TotalSeconds;
        var left = TimeSpan.FromSeconds(Math.Ceiling((value.Sessions - value.Done) / rate));
        var line = $"{value.Done} of {value.Sessions} sessions, {rate:G3} a second, {left:g} left"
            + (value.Failed == 0 ? "" : $", {value.Failed} failed");
        if (_live)
        {
            Working(line);
        }
        else
        {
            Line("progress", line);
        }
    }

    /// <summary>Shows the current work on the line that renews itself.</summary>
    public void Working(string what)
    {
        if (_live)
        {
            Console.Error.Write($"{EraseLine}{what}");
            _open = true;
        }
    }

    public void Detail(string message)
    {
        if (settings.Verbose)
        {
            Line("detail", message);
        }
    }

    public void Warning(string message) => Line("warning", OptionHints.Add(message));

    /// <summary>Removes the progress line.</summary>
    public void Done()
    {
        if (_open)
        {
            Console.Error.Write(EraseLine);
            _open = false;
        }
    }

    public void Dispose() => Done();

    private bool IsDue()
    {
        var due = _live && _sinceUpdate.ElapsedMilliseconds >= MillisecondsBetweenUpdates;
        if (due)
        {
            _sinceUpdate.Restart();
        }

        return due;
    }

    private void Line(string kind, string message)
    {
        Done();
        if (Log is not null)
        {
            JsonLog.Message(kind, message);
            return;
        }

        Console.Error.WriteLine($"gpuseg: {(kind is "detail" or "progress" ? "" : $"{kind}: ")}{message}");
    }
}
