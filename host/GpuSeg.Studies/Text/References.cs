namespace GpuSeg.Studies.Text;

/// <summary>References, numbered in the order of their first citation.</summary>
public sealed class References
{
    /// <summary>The EM algorithm.</summary>
    public const string Em =
        "Dempster AP, Laird NM, Rubin DB. Maximum likelihood from incomplete data via the EM algorithm. "
        + "Journal of the Royal Statistical Society: Series B 39(1):1-38, 1977.";

    /// <summary>Lloyd's algorithm.</summary>
    public const string Lloyd =
        "Lloyd SP. Least squares quantization in PCM. IEEE Transactions on Information Theory 28(2):129-137, 1982.";

    /// <summary>The k-means++ seeding.</summary>
    public const string PlusPlus =
        "Arthur D, Vassilvitskii S. k-means++: the advantages of careful seeding. "
        + "Proceedings of the 18th ACM-SIAM Symposium on Discrete Algorithms:1027-1035, 2007.";

    /// <summary>The acceleration of EM by SQUAREM.</summary>
    public const string Squarem =
        "Varadhan R, Roland C. Simple and globally convergent methods for accelerating the convergence of any EM algorithm. "
        + "Scandinavian Journal of Statistics 35(2):335-353, 2008.";

    /// <summary>The filter before a reduction of the resolution.</summary>
    public const string Resampling =
        "Cardoso MJ, Modat M, Vercauteren T, Ourselin S. Scale factor point spread function matching: beyond aliasing in image "
        + "resampling. MICCAI 2015, Lecture Notes in Computer Science 9350:675-683, 2015.";

    /// <summary>The library whose names and defaults the methods follow.</summary>
    public const string ScikitLearn =
        "Pedregosa F, Varoquaux G, Gramfort A, et al. Scikit-learn: machine learning in Python. "
        + "Journal of Machine Learning Research 12:2825-2830, 2011.";

    /// <summary>The silhouette.</summary>
    public const string Silhouette =
        "Rousseeuw PJ. Silhouettes: a graphical aid to the interpretation and validation of cluster analysis. "
        + "Journal of Computational and Applied Mathematics 20:53-65, 1987.";

    /// <summary>The index of Calinski and Harabasz.</summary>
    public const string CalinskiHarabasz =
        "Calinski T, Harabasz J. A dendrite method for cluster analysis. Communications in Statistics 3(1):1-27, 1974.";

    /// <summary>The index of Davies and Bouldin.</summary>
    public const string DaviesBouldin =
        "Davies DL, Bouldin DW. A cluster separation measure. "
        + "IEEE Transactions on Pattern Analysis and Machine Intelligence 1(2):224-227, 1979.";

    /// <summary>The adjusted Rand index.</summary>
    public const string AdjustedRand =
        "Hubert L, Arabie P. Comparing partitions. Journal of Classification 2:193-218, 1985.";

    /// <summary>The knee of a curve.</summary>
    public const string Knee =
        "Satopaa V, Albrecht J, Irwin D, Raghavan B. Finding a \"kneedle\" in a haystack: detecting knee points in system behavior. "
        + "31st International Conference on Distributed Computing Systems Workshops:166-171, 2011.";

    private readonly List<string> _cited = [];

    /// <summary>The references cited so far, in their order.</summary>
    public IReadOnlyList<string> Cited => _cited;

    /// <summary>Returns the number of a reference in brackets, and adds the reference on its first citation.</summary>
    public string Cite(string reference)
    {
        if (!_cited.Contains(reference))
        {
            _cited.Add(reference);
        }

        return $"[{_cited.IndexOf(reference) + 1}]";
    }
}
