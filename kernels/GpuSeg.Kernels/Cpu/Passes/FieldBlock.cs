using GpuSeg.Engine.Passes;
using GpuSeg.Engine.Voxels;
using GpuSeg.Kernels.Cpu.BlockKernels;
using GpuSeg.Kernels.Cpu.Chunks;
using GpuSeg.Kernels.Cpu.Simd;
using GpuSeg.Kernels.Shared;

namespace GpuSeg.Kernels.Cpu.Passes;

/// <summary>The sweeps with neighbours and field, for one block of voxels on one thread.</summary>
internal sealed unsafe class FieldBlock<TSimd>(
    VoxelPlanes voxels, VoxelLattice lattice, NeighbourTable neighbours, AlignedBuffer<float> places, FieldModel model)
    where TSimd : unmanaged, ISimd<TSimd>
{
    private int Dimensions => voxels.Dimensions;

    private int Components => model.Packed.Components;

    /// <summary>Writes l_ik, field included, to <see cref="WorkerMemory.Shares"/>.</summary>
    public void Densities(int start, int count, WorkerMemory own, FieldMemory field)
    {
        if (model.Mixture.Order == 0)
        {
            model.Packed.Densities<TSimd>(voxels, start, count, own);
            return;
        }

        Fields(start, count, field);
        var length = Chunking.RoundUp(count);
        for (var k = 0; k < Components; k++)
        {
            for (var j = 0; j < Dimensions; j++)
            {
                RunKernel.SubtractProduct<TSimd>(
                    voxels[start] + (j * voxels.Stride),
                    field.Fields + (j * FieldMemory.Stride),
                    (float)model.Lever(k, j),
                    length,
                    field.Shifted + (j * FieldMemory.Stride));
            }

            var logs = own.Shares + (k * Chunking.Block);
            DensityKernel.Run<TSimd>(
                Dimensions, field.Shifted, FieldMemory.Stride, model.Packed.Packed(k), logs, length, own.Differences);
            Chunking.Pad(logs, count, k == 0 ? 0 : float.NegativeInfinity);
        }
    }

    /// <summary>Adds a_ik, in units of log 2, to <see cref="WorkerMemory.Shares"/>.</summary>
    public void AddNeighbours(int start, int count, WorkerMemory own, FieldMemory field)
    {
        for (var k = 0; k < Components && neighbours.Count > 0; k++)
        {
            for (var runs = new BlockRuns(lattice, start, count); runs.MoveNext();)
            {
                var run = runs.Current;
                RunKernel.AddNeighbours<TSimd>(
                    neighbours.Box[k, run], neighbours.Offsets, neighbours.Weights, neighbours.Count, run.Length, field.Sums + runs.At);
            }

            Chunking.Pad(field.Sums, count, 0);
            RunKernel.Add<TSimd>(field.Sums, Chunking.RoundUp(count), own.Shares + (k * Chunking.Block));
        }
    }

    /// <summary>Turns log-densities into responsibilities.</summary>
    public void Soften(int count, WorkerMemory own)
    {
        new Span<float>(own.Products, 2 * Chunking.Lanes).Fill(1);
        MembershipKernel.Soften<TSimd>(
            Components, own.Shares, Chunking.RoundUp(count), own.Lanes, own.Products, own.Products + Chunking.Lanes);
    }

    /// <summary>Writes log2 w_k to <see cref="WorkerMemory.Shares"/>.</summary>
    public void Priors(int count, WorkerMemory own)
    {
        var length = Chunking.RoundUp(count);
        for (var k = 0; k < Components; k++)
        {
            new Span<float>(own.Shares + (k * Chunking.Block), length).Fill(model.LogWeight(k));
        }
    }

    /// <summary>Computes the sum over the block of log2 sum_k 2^share, and replaces the shares.</summary>
    public double LogSums(int count, WorkerMemory own, FieldMemory field)
    {
        new Span<float>(field.Weights, count).Fill(1);
        Chunking.Pad(field.Weights, count, 0);
        MembershipKernel.Soften<TSimd>(Components, own.Shares, field.Weights, Chunking.RoundUp(count), own.Lanes);
        return LaneSums.Sum(own.Lanes);
    }

    /// <summary>Adds the block's responsibilities to the sums of a chunk: weights of every feature, then targets.</summary>
    public void AddMoments(int start, int count, WorkerMemory own, FieldMemory field, FieldMoments moments, Span<double> sums)
    {
        var (order, of) = (moments.Order, Monomials.Count(2 * moments.Order));
        var targets = sums[(Dimensions * of)..];
        for (var runs = new BlockRuns(lattice, start, count); runs.MoveNext();)
        {
            for (var j = 0; moments.Includes(runs.Current) && j < Dimensions; j++)
            {
                var run = runs.Current;
                RunKernel.FieldTerms<TSimd>(
                    Components,
                    own.Shares + runs.At,
                    voxels[run.First] + (j * voxels.Stride),
                    model.Terms(j),
                    run.Length,
                    field.Weights,
                    field.Targets);
                AddPowers(run, field.Weights, 2 * order, field, sums.Slice(j * of, of));
                AddPowers(run, field.Targets, order, field, targets.Slice(j * Monomials.Count(order), Monomials.Count(order)));
            }
        }
    }

    // h of every feature: a polynomial of x along each row.
    private void Fields(int start, int count, FieldMemory field)
    {
        var order = model.Mixture.Order;
        Span<double> row = stackalloc double[order + 1];
        for (var j = 0; j < Dimensions; j++)
        {
            var values = field.Fields + (j * FieldMemory.Stride);
            for (var runs = new BlockRuns(lattice, start, count); runs.MoveNext();)
            {
                var run = runs.Current;
                Monomials.ToRow(model.Mixture.FieldOf(j), order, lattice.Coordinate(1, run.Y), lattice.Coordinate(2, run.Z), row);
                PackedMixture.Round(row, 1, new(field.Row, order + 1));
                RunKernel.Evaluate<TSimd>(field.Row, order, places.Pointer + run.X, run.Length, values + runs.At);
            }

            Chunking.Pad(values, count, 0);
        }
    }

    private void AddPowers(in VoxelRun run, float* values, int degree, FieldMemory field, Span<double> sums)
    {
        new Span<float>(values + run.Length, Chunking.Lanes).Clear();
        RunKernel.PowerSums<TSimd>(values, places.Pointer + run.X, run.Length, degree, field.Lanes);
        Span<double> row = stackalloc double[degree + 1];
        for (var p = 0; p <= degree; p++)
        {
            row[p] = LaneSums.Sum(field.Lanes + (p * Chunking.Lanes));
        }

        Monomials.AddRow(row, degree, lattice.Coordinate(1, run.Y), lattice.Coordinate(2, run.Z), sums);
    }
}
