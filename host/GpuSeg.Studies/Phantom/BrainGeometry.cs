namespace GpuSeg.Studies.Phantom;

/// <summary>The tissue at every point of one subject's head, in mm about its centre, from formulas alone.</summary>
/// <remarks>
/// Lists of shapes describe the right half; a point of the left is mirrored after a small warp that makes the halves differ.
/// </remarks>
internal sealed class BrainGeometry
{
    // In mm: thickness of the cortical ribbon and of the fluid around the brain, radius of the ball on which folds are laid out, and of
    // the ball that they never reach.
    private const double Cortex = 2.9;
    private const double OuterFluid = 1.2;
    private const double FoldBall = 60;
    private const double InnerFold = 20;

    private static readonly IShape s_hemisphere = new Ellipsoid(new(4, -1, 8), new(61, 83, 56));
    private static readonly IShape s_temporalLobe = new Ellipsoid(new(41, 6, -23), new(22, 42, 20));
    private static readonly IShape s_cerebellum = new Ellipsoid(new(20, -51, -39), new(31, 27, 20));
    private static readonly IShape s_brainstem = new Rod(new(0, -20, -12), 12, new(0, -31, -56), 9);

    private static readonly IShape[] s_fluid =
    [
        // Lateral ventricle: frontal horn, body, atrium, occipital and temporal horn.
        new Rod(new(13, 34, 3), 2.6, new(7, 14, 12), 5.2),
        new Rod(new(7, 14, 12), 5.2, new(12, -18, 17), 4.6),
        new Rod(new(12, -18, 17), 4.6, new(24, -38, 8), 6.4),
        new Rod(new(24, -38, 8), 6.4, new(22, -60, 3), 2.2),
        new Rod(new(26, -36, 4), 4.5, new(33, -8, -20), 2),
        // Third and fourth ventricle.
        new Ellipsoid(new(0, -6, -1), new(2.6, 13, 10)),
        new Ellipsoid(new(0, -38, -33), new(7, 5, 8)),
        // Suprasellar cistern.
        new Ellipsoid(new(0, 3, -22), new(12, 10, 9)),
    ];

    private static readonly IShape[] s_deepGrey =
    [
        // Caudate: head and body; putamen and pallidum; thalamus; amygdala and hippocampus; dentate nucleus.
        new Ellipsoid(new(15.5, 19, 6), new(6, 10, 9)),
        new Rod(new(17, 12, 15), 4, new(19, -16, 21), 2.2),
        new Rod(new(24, 14, 2), 6.5, new(29, -8, 3), 5),
        new Ellipsoid(new(12, -16, 5), new(9, 14, 9.5)),
        new Rod(new(25, 0, -22), 6, new(30, -30, -8), 3.5),
        new Ellipsoid(new(15, -50, -36), new(5, 7, 4)),
    ];

    private readonly Tumour? _tumour;
    private readonly Waves[] _warp;
    private readonly Waves _folds;
    private readonly Waves _foldDepth;
    private readonly Waves _folia;
    private readonly Point _size;
    private readonly double _ventricleSwelling;

    public BrainGeometry(int seed, bool tumour)
    {
        var random = new CounterRandom(seed, 1);
        _size = new(random.Between(0.96, 1.04, 0), random.Between(0.96, 1.04, 1), random.Between(0.97, 1.03, 2));
        _ventricleSwelling = random.Between(-0.8, 1.8, 3);
        _warp = [new(new(seed, 2), 75, 4), new(new(seed, 3), 75, 4), new(new(seed, 4), 75, 4)];
        _folds = new(new(seed, 5), 17, 12);
        _foldDepth = new(new(seed, 6), 40, 4);
        _folia = new(new(seed, 7), 9, 6);
        _tumour = tumour ? new(seed) : null;
    }

    /// <summary>Computes the values that all points of a voxel about <paramref name="centre"/> share.</summary>
    /// <returns>Null if no point of the voxel lies in the brain.</returns>
    public Neighbourhood? Around(Point centre, double radius)
    {
        var point = centre.Over(_size);
        if (Math.Abs(point.X) > 75 || Math.Abs(point.Y) > 95)
        {
            return null;
        }

        var warp = new Point(_warp[0].At(point), _warp[1].At(point), _warp[2].At(point)) * 2.5;
        if (Bodies.At(point + warp).Envelope < -OuterFluid - 2 * radius)
        {
            return null;
        }

        var displacement = _tumour?.Displacement(point) ?? default;
        var half = Mirrored(point + warp - displacement);
        var deep = Math.Max(Shapes.Depth(s_fluid, half) + _ventricleSwelling, Shapes.Depth(s_deepGrey, half));
        return new(warp, displacement, deep > -2 * radius);
    }

    /// <summary>Finds the tissue at <paramref name="p"/>.</summary>
    public Tissue At(Point p, Neighbourhood near)
    {
        var point = p.Over(_size);
        var bodies = Bodies.At(point + near.Warp);
        if (bodies.Envelope < -OuterFluid)
        {
            return Tissue.Outside;
        }

        if (_tumour?.Solid(point) is { } solid)
        {
            return solid;
        }

        var tissue = Healthy(point + near.Warp - near.Displacement, bodies, near.MayBeDeep);
        return tissue == Tissue.WhiteMatter && _tumour?.IsOedema(point) == true ? Tissue.Oedema : tissue;
    }

    /// <param name="p">A point of the brain before the tumour pushed it.</param>
    /// <param name="bodies">The large parts as they are now: the skull does not give way to a tumour.</param>
    /// <param name="mayBeDeep">Whether ventricles and deep nuclei are near.</param>
    private Tissue Healthy(Point p, Bodies bodies, bool mayBeDeep)
    {
        var half = Mirrored(p);
        if (mayBeDeep)
        {
            if (Shapes.Depth(s_fluid, half) > -_ventricleSwelling)
            {
                return Tissue.Csf;
            }

            if (Shapes.Depth(s_deepGrey, half) > 0)
            {
                return Tissue.GreyMatter;
            }
        }

        if (bodies.Brainstem > 0)
        {
            return Tissue.WhiteMatter;
        }

        // The cistern about the brainstem.
        if (bodies.Brainstem > -2.5 && p.Z < -4)
        {
            return Tissue.Csf;
        }

        if (bodies.Cerebellum > 0)
        {
            return Cerebellum(p, bodies.Cerebellum);
        }

        // The tentorium keeps the cerebrum off the cerebellum.
        return Cerebrum(p, half, Math.Min(bodies.Cerebrum, -bodies.Cerebellum - 1.5));
    }

    private Tissue Cerebellum(Point p, double depth)
    {
        var folium = _folia.At(p);
        if (depth < 5 && Math.Abs(folium) < 0.05)
        {
            return Tissue.Csf;
        }

        return depth < 8 + 5 * folium ? Tissue.GreyMatter : Tissue.WhiteMatter;
    }

    private Tissue Cerebrum(Point p, Point half, double hull)
    {
        var surface = Math.Min(hull, InterhemisphericFissure(half));
        var pial = Math.Min(surface, Math.Min(SylvianFissure(half), Sulcus(p, surface)));
        return pial < 0 ? Tissue.Csf : pial < Cortex ? Tissue.GreyMatter : Tissue.WhiteMatter;
    }

    /// <summary>Computes the distance from the fluid between the halves, which ends above the corpus callosum and in front of it.</summary>
    private static double InterhemisphericFissure(Point half)
    {
        var (y, z) = ((half.Y + 6) / 42, (half.Z - 2) / 27);
        var inside = Math.Max(0, 1 - Math.Sqrt(y * y + z * z)) * 27;
        return Math.Sqrt(half.X * half.X + inside * inside) - 1.1;
    }

    /// <summary>Computes the distance from the cleft above the temporal lobe, which rises towards the back to the insula.</summary>
    private static double SylvianFissure(Point half)
    {
        var across = half.Z + 7 + 0.55 * half.Y;
        var (inner, along) = (Math.Max(0, 37 - half.X), Math.Max(0, Math.Abs(half.Y - 2) - 30));
        return Math.Sqrt(across * across + inner * inner + along * along) - 1.5;
    }

    /// <summary>Computes the distance from the nearest sulcus: sheets that run inwards where the fold pattern is zero.</summary>
    private double Sulcus(Point p, double depth)
    {
        var centre = new Point(p.X < 0 ? -22 : 22, -3, 2);
        var offset = p - centre;
        var radius = offset.Length;
        if (depth > 22 || radius < InnerFold)
        {
            return double.PositiveInfinity;
        }

        var outwards = offset * (1 / radius);
        // The halves take their folds from different places, and the drift with depth bends the sheets.
        var value = _folds.At(outwards * FoldBall + new Point(p.X < 0 ? 500 : 0, 0.3 * depth, 0.2 * depth), out var gradient);
        gradient -= outwards * gradient.Dot(outwards);
        // The floor keeps flat places of the pattern from becoming lakes.
        var distance = Math.Abs(value) / Math.Sqrt(gradient.Dot(gradient) + 0.02) * radius / FoldBall;
        if (distance > Cortex + 1)
        {
            return distance;
        }

        var below = Math.Max(0, Math.Max(depth - 12 - 6 * _foldDepth.At(p), InnerFold + 6 - radius));
        return Math.Sqrt(distance * distance + below * below) - Math.Max(0.35, 0.8 - 0.03 * depth);
    }

    private static Point Mirrored(Point p) => p with { X = Math.Abs(p.X) };

    /// <summary>Depths below the surfaces of the large parts.</summary>
    private readonly record struct Bodies(double Cerebrum, double Cerebellum, double Brainstem, double Envelope)
    {
        public static Bodies At(Point p)
        {
            var half = Mirrored(p);
            // Heads are broader behind than in front.
            var tapered = half with { X = half.X * (1 + 0.001 * half.Y) };
            // The frontal lobes rest on the roof of the orbits.
            var upper = Math.Min(s_hemisphere.Depth(tapered), half.Z + 24 - 0.12 * half.Y);
            var cerebrum = Shapes.SmoothUnion(upper, s_temporalLobe.Depth(tapered), 5);
            var (cerebellum, brainstem) = (s_cerebellum.Depth(half), s_brainstem.Depth(half));
            var below = Shapes.SmoothUnion(cerebellum, brainstem, 6);
            return new(cerebrum, cerebellum, brainstem, Shapes.SmoothUnion(cerebrum, below, 6));
        }
    }

    /// <summary>The result of <see cref="Around"/>.</summary>
    internal readonly record struct Neighbourhood(Point Warp, Point Displacement, bool MayBeDeep);
}
