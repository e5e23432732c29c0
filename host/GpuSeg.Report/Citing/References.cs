namespace GpuSeg.Report.Citing;

/// <summary>References, numbered in the order of their first citation.</summary>
internal sealed class References
{
    public const string Em =
        "Dempster AP, Laird NM, Rubin DB. Maximum likelihood from incomplete data via the EM algorithm. "
        + "Journal of the Royal Statistical Society: Series B 39(1):1-38, 1977.";

    public const string Lloyd =
        "Lloyd SP. Least squares quantization in PCM. IEEE Transactions on Information Theory 28(2):129-137, 1982.";

    public const string PlusPlus =
        "Arthur D, Vassilvitskii S. k-means++: the advantages of careful seeding. "
        + "Proceedings of the 18th ACM-SIAM Symposium on Discrete Algorithms:1027-1035, 2007.";

    public const string Squarem =
        "Varadhan R, Roland C. Simple and globally convergent methods for accelerating the convergence of any EM algorithm. "
        + "Scandinavian Journal of Statistics 35(2):335-353, 2008.";

    public const string ScikitLearn =
        "Pedregosa F, Varoquaux G, Gramfort A, et al. Scikit-learn: machine learning in Python. "
        + "Journal of Machine Learning Research 12:2825-2830, 2011.";

    public const string Silhouette =
        "Rousseeuw PJ. Silhouettes: a graphical aid to the interpretation and validation of cluster analysis. "
        + "Journal of Computational and Applied Mathematics 20:53-65, 1987.";

    public const string CalinskiHarabasz =
        "Calinski T, Harabasz J. A dendrite method for cluster analysis. Communications in Statistics 3(1):1-27, 1974.";

    public const string DaviesBouldin =
        "Davies DL, Bouldin DW. A cluster separation measure. "
        + "IEEE Transactions on Pattern Analysis and Machine Intelligence 1(2):224-227, 1979.";

    public const string AdjustedRand =
        "Hubert L, Arabie P. Comparing partitions. Journal of Classification 2:193-218, 1985.";

    public const string Knee =
        "Satopaa V, Albrecht J, Irwin D, Raghavan B. Finding a \"kneedle\" in a haystack: detecting knee points in system behavior. "
        + "31st International Conference on Distributed Computing Systems Workshops:166-171, 2011.";

    private readonly List<string> _cited = [];

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
