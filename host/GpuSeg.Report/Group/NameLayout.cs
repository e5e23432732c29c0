namespace GpuSeg.Report.Group;

/// <summary>
/// Places of names above their dots: each name is like a flag on a line up from its dot, on the side towards the middle. Neither a name
/// nor a line meets another name: the farthest dot comes first and highest, so that lines of close dots pass beside its name.
/// </summary>
/// <param name="middle">The place at which flags change sides.</param>
internal sealed class NameLayout(double middle)
{
    private const int MostRows = 6;
    private const double Gap = 6;
    private const double LineGap = 1.5;

    // An upper estimate for a digit or letter at the size of names.
    private const double LetterWidth = 6.3;

    private readonly List<Place> _places = [];

    /// <summary>Number of rows in use.</summary>
    public int Rows => _places.Select(place => place.Row + 1).DefaultIfEmpty().Max();

    /// <summary>Finds a free place for a name; null if all rows are taken.</summary>
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

    /// <summary>The place of a name.</summary>
    /// <param name="Name">The name.</param>
    /// <param name="X">Place of its dot.</param>
    /// <param name="Left">Left end of the name.</param>
    /// <param name="Right">Right end of the name.</param>
    /// <param name="Row">Row of the name, 0 being the highest.</param>
    internal sealed record Place(string Name, double X, double Left, double Right, int Row)
    {
        /// <summary>Whether the name ends at its line.</summary>
        public bool IsLeft => Right == X;

        public bool Meets(Place other) => Row == other.Row ? Left < other.Right + Gap && other.Left < Right + Gap
            : Row < other.Row ? other.Covers(X) : Covers(other.X);

        private bool Covers(double x) => x > Left - LineGap && x < Right + LineGap;
    }
}
