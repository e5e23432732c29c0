using GpuSeg.Studies.Models;

namespace GpuSeg.Studies.Bids.Sessions;

/// <summary>The model that was fitted to the sessions of one subject.</summary>
/// <param name="Model">The model.</param>
/// <param name="Inputs">The sessions that it was fitted to.</param>
public sealed record SubjectModel(AppliedModel Model, PooledInputs Inputs);
