namespace GpuSeg.Report.Group;

/// <summary>
/// Names above the dots that they belong to, each like a flag on a line up from its dot, towards the middle. Neither a name nor a line
/// meets another name: the farthest dot comes first and stands highest, so that lines of dots close to each other pass beside its name.
/// </summary>
/// <param name="middle">Where flags change sides.</param>
internal sealed class NameLayout(double middle)
{
    private const int MostRows = 6;
    private const double Gap = 6;
    private const double LineGap = 1.5;

    // Of a digit or letter at the size of names, on the wide side.
    private const double LetterWidth = 6.3;

    private readonly List<Place> _places = [];

    /// <summary>Number of rows in use.</summary>
    public int Rows => _places.Select(place => place.Row + 1).DefaultIfEmpty().Max();

    /// <summary>Finds room for a name, or none.</summary>
    public Place? Add(string name, double x)
    {
        var (length, isLeft) = (name.Length * LetterWidth, x > middle);
        for (var row = 0; row < MostRows; row++)
        {
            var place = new Place(name, x, isLeft ? x - length : x, isLeft ? x : x + length, row);
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
    /// <param name="Row">How far down, 0 being highest.</param>
    internal sealed record Place(string Name, double X, double Left, double Right, int Row)
    {
        /// <summary>Whether the name ends at its line.</summary>
        public bool IsLeft => Right == X;

        public bool Meets(Place other) => Row == other.Row ? Left < other.Right + Gap && other.Left < Right + Gap
            : Row < other.Row ? other.Covers(X) : Covers(other.X);

        private bool Covers(double x) => x > Left - LineGap && x < Right + LineGap;
    }
}
