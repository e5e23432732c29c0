namespace GpuSeg.Engine.Fitting;

/// <summary>Progress of a fit: one report when a start is found, then one per iteration.</summary>
/// <param name="Restart">The start being run, 1..<paramref name="Restarts"/>.</param>
/// <param name="Restarts">n_init, the number of starts.</param>
/// <param name="Iteration">The iteration just done, from 1; 0 when the start is found.</param>
/// <param name="Objective">Lower bound (mixture: mean log-likelihood) or inertia (KMeans) in the user's units; NaN at iteration 0.</param>
public readonly record struct FitProgress(int Restart, int Restarts, int Iteration, double Objective);
