using System.Diagnostics;
using GpuSeg.Engine;
using GpuSeg.Engine.Exploration;
using GpuSeg.Imaging.Bids.Pooled;

namespace GpuSeg.Cli.Terminal;

/// <summary>Progress, warnings and details on stderr: a line that renews itself on a terminal, nothing of it in a pipe.</summary>
internal sealed class Messages(bool verbose) : IProgress<FitProgress>, IProgress<ExplorationProgress>, IProgress<PooledProgress>, IDisposable
{
    private const int MillisecondsBetweenUpdates = 100;
    private const string EraseLine = "\r\e[K";

    private readonly bool _live = !Console.IsErrorRedirected;
    private readonly Stopwatch _sinceUpdate = Stopwatch.StartNew();
    private bool _open;

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
            Line(message);
        }
    }

    public void Warning(string message) => Line($"warning: {message}");

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

    private void Line(string message)
    {
        Done();
        Console.Error.WriteLine($"gpuseg: {message}");
    }
}
