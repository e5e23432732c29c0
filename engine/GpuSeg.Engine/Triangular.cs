namespace GpuSeg.Engine;

/// <summary>Lower-triangular D x D matrices packed by rows: (0,0), (1,0), (1,1), (2,0), ...</summary>
public static class Triangular
{
    /// <summary>Entries of a packed triangle: D (D + 1) / 2.</summary>
    public static int Size(int dimensions) => dimensions * (dimensions + 1) / 2;

    /// <summary>Place of entry (<paramref name="row"/>, <paramref name="column"/>), column &lt;= row.</summary>
    public static int Index(int row, int column) => (row * (row + 1) / 2) + column;
}
