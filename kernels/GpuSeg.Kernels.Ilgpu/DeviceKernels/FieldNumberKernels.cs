using GpuSeg.Kernels.Ilgpu.Registers;
using ILGPU;
using ILGPU.Runtime;

namespace GpuSeg.Kernels.Ilgpu.DeviceKernels;

/// <summary>Launches <see cref="FieldNumberKernels.Evaluate"/>.</summary>
internal delegate void FieldValues(
    AcceleratorStream stream,
    KernelConfig grid,
    int count,
    FieldBox box,
    ArrayView<float> coefficients,
    int order,
    int features,
    ArrayView<float> field);

/// <summary>Launches <see cref="FieldNumberKernels.Rank"/>.</summary>
internal delegate void FieldRank(
    AcceleratorStream stream, KernelConfig grid, int count, FieldBox box, ArrayView<float> shares, int components, ArrayView<byte> first);

/// <summary>Launches <see cref="FieldNumberKernels.Gather"/>.</summary>
internal delegate void FieldGather(
    AcceleratorStream stream, KernelConfig grid, int count, FieldBox box, ArrayView<float> shares, int component, ArrayView<float> values);

/// <summary>Sweeps over the box of a field that need no features.</summary>
internal static class FieldNumberKernels
{
    /// <summary>Evaluates the polynomials of all features at every voxel, see <see cref="Engine.Passes.Monomials"/>.</summary>
    public static void Evaluate(
        int count, FieldBox box, ArrayView<float> coefficients, int order, int features, ArrayView<float> field)
    {
        for (var i = ItemSink.Row; i < count; i += ItemSink.RowCount)
        {
            // The border before a row is the border after the row before it.
            var row = box.Positions[i] / (box.X + 1);
            var slice = row / (box.Y + 1);
            var x = box.Places[box.Positions[i] - (row * (box.X + 1)) - 1];
            var y = box.Places[box.X + row - (slice * (box.Y + 1)) - 1];
            var z = box.Places[box.X + box.Y + slice - 1];
            var next = 0;
            for (var j = 0; j < features; j++)
            {
                var (value, powerZ) = (0f, 1f);
                for (var r = 0; r <= order; r++)
                {
                    var powerY = powerZ;
                    for (var q = 0; q <= order - r; q++)
                    {
                        var powerX = powerY;
                        for (var p = 0; p <= order - r - q; p++)
                        {
                            value += coefficients[next] * powerX;
                            next++;
                            powerX *= x;
                        }

                        powerY *= y;
                    }

                    powerZ *= z;
                }

                field[((long)j * count) + i] = value;
            }
        }
    }

    /// <summary>Finds the first component with the largest share of every voxel.</summary>
    public static void Rank(int count, FieldBox box, ArrayView<float> shares, int components, ArrayView<byte> first)
    {
        for (var i = ItemSink.Row; i < count; i += ItemSink.RowCount)
        {
            var (largest, best) = (shares[box.Positions[i]], 0);
            for (var k = 1; k < components; k++)
            {
                var share = shares[box.Positions[i] + (k * box.Stride)];
                best = share > largest ? k : best;
                largest = share > largest ? share : largest;
            }

            first[i] = (byte)best;
        }
    }

    /// <summary>Copies the shares of a component to file order.</summary>
    public static void Gather(int count, FieldBox box, ArrayView<float> shares, int component, ArrayView<float> values)
    {
        for (var i = ItemSink.Row; i < count; i += ItemSink.RowCount)
        {
            values[i] = shares[box.Positions[i] + (component * box.Stride)];
        }
    }
}
