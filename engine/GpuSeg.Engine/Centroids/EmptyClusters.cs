using GpuSeg.Engine.Passes;

namespace GpuSeg.Engine.Centroids;

/// <summary>Gives every cluster that lost all its voxels the voxel that lies farthest from its own centre, as scikit-learn does.</summary>
internal static class EmptyClusters
{
    /// <summary>
    /// Moves voxels between the sums and counts of <paramref name="assignment"/>, which was made with <paramref name="centres"/>.
    /// </summary>
    public static void Relocate(VoxelSet voxels, Centres centres, Assignment assignment)
    {
        int[] empty = [.. Enumerable.Range(0, centres.Clusters).Where(k => assignment.Counts[k] == 0)];
        if (empty.Length == 0)
        {
            return;
        }

        var (labels, distances) = (new byte[voxels.Count], new double[voxels.Count]);
        voxels.Passes.Nearest(centres, labels, distances);
        if (distances.Max() == 0)
        {
            return;
        }

        var farthest = Farthest(distances, empty.Length);
        for (var e = 0; e < farthest.Length; e++)
        {
            Move(Voxel(voxels, farthest[e]), labels[farthest[e]], empty[e], assignment);
        }
    }

    private static int[] Farthest(double[] distances, int count)
    {
        var queue = new PriorityQueue<int, (double, int)>();
        for (var i = 0; i < distances.Length; i++)
        {
            if (queue.Count < count)
            {
                queue.Enqueue(i, (distances[i], -i));
            }
            else if (distances[i] > distances[queue.Peek()])
            {
                queue.DequeueEnqueue(i, (distances[i], -i));
            }
        }

        var farthest = new int[queue.Count];
        for (var i = farthest.Length - 1; i >= 0; i--)
        {
            farthest[i] = queue.Dequeue();
        }

        return farthest;
    }

    private static double[] Voxel(VoxelSet voxels, int index) =>
        voxels.Frame.FromUser(voxels.Features.Rows([index]));

    private static void Move(double[] voxel, int from, int to, Assignment assignment)
    {
        assignment.Counts[from]--;
        assignment.Counts[to] = 1;
        for (var j = 0; j < voxel.Length; j++)
        {
            assignment.Sums[(from * voxel.Length) + j] -= voxel[j];
            assignment.Sums[(to * voxel.Length) + j] = voxel[j];
        }
    }
}
