using System.Diagnostics;
using GpuSeg.Engine.Exploration;
using GpuSeg.Engine.Fitting;
using GpuSeg.Studies.Bids;
using GpuSeg.Studies.Bids.Pooled;

namespace GpuSeg.Cli.Terminal;

/// <summary>Progress, warnings and details on stderr: a line that renews itself on a terminal; in a pipe nothing of it, but of many sessions a plain line now and then.</summary>
internal sealed class Messages(bool verbose, JsonLog? log = null) : ICohortProgress, IProgress<ExplorationProgress>, IProgress<PooledProgress>, IDisposable
{
    private const int MillisecondsBetweenUpdates = 100;
    private const int MillisecondsBetweenLines = 10_000;
    private const string EraseLine = "\r\e[K";

    private readonly bool _live = log is null && !Console.IsErrorRedirected;
    private readonly Stopwatch _sinceStart = Stopwatch.StartNew();
    private readonly Stopwatch _sinceUpdate = Stopwatch.StartNew();
    private bool _open;

    /// <summary>Where lines for people give way to those for programs, or null.</summary>
    public JsonLog? Log => log;

    public void Report(FitProgress value)
    {
        if (value.Iteration == 0)
        {
            Detail($"start {value.Restart} of {value.Restarts} is found; iterating");
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
            Working($"pooled model: {value.Read} of {value.Sessions} sessions read");
        }
    }

    public void Report(CohortProgress value)
    {
        if (value.Done == value.Sessions || _sinceUpdate.ElapsedMilliseconds < (_live ? MillisecondsBetweenUpdates : MillisecondsBetweenLines))
        {
            return;
        }

        _sinceUpdate.Restart();
        var rate = value.Done / _sinceStart.Elapsed.TotalSeconds;
        var line = $"{value.Done} of {value.Sessions} sessions, {rate:G3} a second, {TimeSpan.FromSeconds(Math.Ceiling((value.Sessions - value.Done) / rate)):g} left"
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

    /// <summary>What is being done, on the line that renews itself.</summary>
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
        if (verbose)
        {
            Line("detail", message);
        }
    }

    public void Warning(string message) => Line("warning", message);

    /// <summary>Takes the progress line away.</summary>
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
        if (log is not null)
        {
            JsonLog.Message(kind, message);
            return;
        }

        Console.Error.WriteLine($"gpuseg: {(kind is "detail" or "progress" ? "" : $"{kind}: ")}{message}");
    }
}
