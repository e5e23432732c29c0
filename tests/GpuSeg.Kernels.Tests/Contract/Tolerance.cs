namespace GpuSeg.Kernels.Tests.Contract;

/// <summary>The largest differences of a float32 backend from the reference, with their reasons.</summary>
internal static class Tolerance
{
    // A log-density is rounded to 2^-24 of itself, a few units of log for a typical voxel; factors rounded to float32 shift all voxels
    // alike.
    public const double LogLikelihoodPerVoxel = 1e-6;

    // The roundings of fewer voxels do not cancel as far as the limit per voxel assumes.
    public const double VoxelsThatAverage = 30;

    // A responsibility has the error of its log-densities. Errors of voxels have both signs, so the sum errs by less than N times this.
    public const double WeightPerVoxel = 2e-6;

    // Of a component's mean, in standard deviations of the component.
    public const double Mean = 2e-5;

    // Of a covariance, relative to sqrt(C_ii C_jj).
    public const double Covariance = 1e-5;

    // One voxel's log-density, relative to its distance: outliers lie hundreds of units of log away, where float32 has steps of 3e-5.
    public const double LogDensity = 2e-6;

    // One responsibility: the rounding of the two log-densities it compares.
    public const double Responsibility = 2e-5;

    // Inertia and sums of coordinates per voxel, relative to the spread of all: float32 over at most a few hundred voxels.
    public const double Sum = 1e-6;

    // One responsibility after three sweeps: those of the neighbours, each with its own error, have weights of 4 together.
    public const double FieldResponsibility = 2e-4;

    // The likelihood of a voxel given its neighbours: the errors of the two sums over components that it compares.
    public const double PseudoLikelihoodPerVoxel = 1e-5;

    // Sums for a field, relative to the largest: sums of a row in float32, and the errors of the responsibilities.
    public const double FieldSum = 1e-5;
}
