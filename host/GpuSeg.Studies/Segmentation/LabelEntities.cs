using System.Globalization;

namespace GpuSeg.Studies.Segmentation;

/// <summary>Values of the BIDS entity label for the labels of a segmentation, as in label-GM_probseg.nii.gz.</summary>
public static class LabelEntities
{
    /// <summary>
    /// Makes the values: the abbreviation of BIDS for a standard tissue (GM for grey matter), else the letters a-z, A-Z and digits of the
    /// label's name, or Cluster and the label's number if the name has none. A value that an earlier label has, also in other case, gets
    /// the label's number appended.
    /// </summary>
    public static IReadOnlyList<string> Of(SegmentationRequest request)
    {
        ArgumentNullException.ThrowIfNull(request);
        var taken = new HashSet<string>(StringComparer.OrdinalIgnoreCase);
        var values = new List<string>();
        for (var label = 1; label <= request.Estimator.Clusters; label++)
        {
            var number = label.ToString(CultureInfo.InvariantCulture);
            var name = request.LabelName(label);
            var value = StandardLabels.Find(name)?.Abbreviation ?? string.Concat(name.Where(char.IsAsciiLetterOrDigit));
            value = value.Length > 0 ? value : $"Cluster{number}";
            // A file system may not distinguish names by case.
            while (!taken.Add(value))
            {
                value += number;
            }

            values.Add(value);
        }

        return values;
    }
}
