using GpuSeg.Engine.Voxels;
using Microsoft.ML;
using Microsoft.ML.Data;
using Microsoft.ML.Trainers;

namespace GpuSeg.Bench.Compare;

/// <summary>ML.NET's KMeans over rows in memory: k-means++, one start, otherwise its defaults.</summary>
internal sealed class MlNetKMeans
{
    private readonly MLContext _context = new(seed: 0);
    private readonly KMeansTrainer.Options _options;
    private readonly IDataView _rows;

    public MlNetKMeans(FeatureMatrix features, int clusters)
    {
        _options = new()
        {
            NumberOfClusters = clusters,
            InitializationAlgorithm = KMeansTrainer.InitializationAlgorithm.KMeansPlusPlus,
            FeatureColumnName = nameof(Row.Features),
        };
        var schema = SchemaDefinition.Create(typeof(Row));
        schema[nameof(Row.Features)].ColumnType = new VectorDataViewType(NumberDataViewType.Single, features.Dimensions);
        Row[] rows = [.. Enumerable.Range(0, features.Count).Select(i => RowOf(features, i))];
        _rows = _context.Data.LoadFromEnumerable(rows, schema);
    }

    /// <summary>Fits and returns labels 0..K-1.</summary>
    public byte[] FitAndLabel()
    {
        var labelled = _context.Clustering.Trainers.KMeans(_options).Fit(_rows).Transform(_rows);
        return [.. labelled.GetColumn<uint>("PredictedLabel").Select(label => (byte)(label - 1))];
    }

    private static Row RowOf(FeatureMatrix features, int voxel) =>
        new() { Features = [.. Enumerable.Range(0, features.Dimensions).Select(j => features.Column(j)[voxel])] };

    private sealed class Row
    {
        public float[] Features { get; set; } = [];
    }
}
