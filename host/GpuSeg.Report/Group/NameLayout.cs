namespace GpuSeg.Report.Group;

/// <summary>Names above the dots that they belong to, in rows, so that neither a name nor the line down to a dot meets another name.</summary>
internal sealed class NameLayout(double width)
{
    private const int MostRows = 5;
    private const double Gap = 6;

    // Of a digit or letter at the size of names, on the wide side.
    private const double LetterWidth = 6.3;

    private readonly List<Place> _places = [];

    /// <summary>Number of rows in use.</summary>
    public int Rows => _places.Select(place => place.Row + 1).DefaultIfEmpty().Max();

    /// <summary>Finds room for a name, or none; row 0 is next to the dots.</summary>
    public Place? Add(string name, double x)
    {
        var length = name.Length * LetterWidth;
        var left = Math.Clamp(x - (length / 2), 0, Math.Max(0, width - length));
        for (var row = 0; row < MostRows; row++)
        {
            var place = new Place(name, x, left, left + length, row);
            if (!_places.Exists(place.Meets))
            {
                _places.Add(place);
                return place;
            }
        }
        return null;
    }

    /// <summary>Where a name is.</summary>
    /// <param name="Name">The name.</param>
    /// <param name="X">Place of its dot.</param>
    /// <param name="Left">Where the name begins.</param>
    /// <param name="Right">Where it ends.</param>
    /// <param name="Row">How far up.</param>
    internal sealed record Place(string Name, double X, double Left, double Right, int Row)
    {
        public bool Meets(Place other) => Row == other.Row ? Left < other.Right + Gap && other.Left < Right + Gap
            : Row > other.Row ? other.Covers(X) : Covers(other.X);

        private bool Covers(double x) => x > Left - 2 && x < Right + 2;
    }
}
