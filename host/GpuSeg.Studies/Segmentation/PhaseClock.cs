using System.Diagnostics;
using System.Text.Json;

namespace GpuSeg.Studies.Segmentation;

/// <summary>Milliseconds that the phases of a segmentation took, in the order in which they ended.</summary>
public sealed class PhaseClock
{
    private readonly Stopwatch _watch = Stopwatch.StartNew();
    private readonly List<(string Phase, double Milliseconds)> _phases = [];

    /// <summary>The phases and their times.</summary>
    public IReadOnlyList<(string Phase, double Milliseconds)> Phases => _phases;

    /// <summary>Ends the phase <paramref name="phase"/>; the time since the last end is added to it.</summary>
    public void End(string phase)
    {
        var elapsed = _watch.Elapsed.TotalMilliseconds;
        _watch.Restart();
        var known = _phases.FindIndex(p => p.Phase == phase);
        if (known < 0)
        {
            _phases.Add((phase, elapsed));
        }
        else
        {
            _phases[known] = (phase, _phases[known].Milliseconds + elapsed);
        }
    }

    /// <summary>Writes the phases and their times in ms.</summary>
    public void Write(Utf8JsonWriter json)
    {
        ArgumentNullException.ThrowIfNull(json);
        json.WriteStartObject("timings_ms");
        foreach (var (phase, milliseconds) in _phases)
        {
            json.WriteNumber(phase, Math.Round(milliseconds, 3));
        }

        json.WriteEndObject();
    }
}
