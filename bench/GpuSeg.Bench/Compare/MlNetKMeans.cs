using GpuSeg.Engine.Voxels;
using Microsoft.ML;
using Microsoft.ML.Data;
using Microsoft.ML.Trainers;

namespace GpuSeg.Bench.Compare;

/// <summary>KMeans of ML.NET over rows that are in memory: k-means++, one start, its defaults otherwise.</summary>
internal sealed class MlNetKMeans
{
    private readonly MLContext _context = new(seed: 0);
    private readonly KMeansTrainer.Options _options;
    private readonly IDataView _rows;

    public MlNetKMeans(FeatureMatrix features, int clusters)
    {
        _options = new() { NumberOfClusters = clusters, InitializationAlgorithm = KMeansTrainer.InitializationAlgorithm.KMeansPlusPlus, FeatureColumnName = nameof(Row.Features) };
        var schema = SchemaDefinition.Create(typeof(Row));
        schema[nameof(Row.Features)].ColumnType = new VectorDataViewType(NumberDataViewType.Single, features.Dimensions);
        Row[] rows = [.. Enumerable.Range(0, features.Count).Select(i => new Row { Features = [.. Enumerable.Range(0, features.Dimensions).Select(j => features.Column(j)[i])] })];
        _rows = _context.Data.LoadFromEnumerable(rows, schema);
    }

    /// <summary>Labels 0..K-1.</summary>
    public byte[] FitAndLabel()
    {
        var labelled = _context.Clustering.Trainers.KMeans(_options).Fit(_rows).Transform(_rows);
        return [.. labelled.GetColumn<uint>("PredictedLabel").Select(label => (byte)(label - 1))];
    }

    private sealed class Row
    {
        public float[] Features { get; set; } = [];
    }
}
