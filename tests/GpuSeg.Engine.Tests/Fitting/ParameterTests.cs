using GpuSeg.Engine.Centroids;
using GpuSeg.Engine.Fitting;
using GpuSeg.Engine.Mixtures;

namespace GpuSeg.Engine.Tests.Fitting;

/// <summary>The rows that declare the parameters of the estimators.</summary>
public class ParameterTests
{
    private static readonly IEstimator[] s_estimators = [new GaussianMixture(), new KMeans()];

    public static TheoryData<string, string> Bounded =>
    [
        .. from estimator in s_estimators
           from parameter in estimator.Parameters
           where parameter.Least is not null
           select (estimator.GetType().Name, parameter.Name),
    ];

    [Theory]
    [MemberData(nameof(Bounded))]
    public void Refuses_numbers_outside_the_bounds(string estimator, string parameter)
    {
        var (subject, row) = Find(estimator, parameter);
        double[] outside = [row.Least!.Value - 1, .. row.Most is { } most ? [most + 1] : Array.Empty<double>()];
        Assert.All(outside, number =>
        {
            var refused = row.With(subject, Convert.ChangeType(number, row.Type));
            var thrown = Assert.Throws<ArgumentException>(() => row.Require(refused));
            Assert.Equal($"{parameter} is {number}; it must be {row.Range}.", thrown.Message);
        });
        row.Require(row.With(subject, Convert.ChangeType(row.Least.Value, row.Type)));
    }

    [Fact]
    public void Reads_values_that_were_set()
    {
        foreach (var subject in s_estimators)
        {
            foreach (var row in subject.Parameters)
            {
                Assert.Equal(row.Default, row.Value(subject));
                foreach (var value in Values(row))
                {
                    // Details of a stage are set on an estimator that has the stage.
                    var owner = row.AppliesTo(subject)
                        ? subject
                        : subject.Parameters.Single(other => other.Name == "mrf").With(subject, 1.0);
                    Assert.Equal(value, row.Value(row.With(owner, value)));
                }
            }

            Assert.Distinct(subject.Parameters.Select(row => row.Name));
        }
    }

    [Fact]
    public void Refuses_unknown_choices_and_foreign_estimators()
    {
        var (mixture, init) = Find("GaussianMixture", "init_params");
        var (kmeans, starts) = Find("KMeans", "n_init");
        Assert.Equal(
            "init_params is best; it must be one of kmeans, k-means++, random, random_from_data, sample.",
            Assert.Throws<ArgumentException>(() => init.With(mixture, "best")).Message);
        Assert.Equal(
            "The estimator is KMeans; it must be GaussianMixture.", Assert.Throws<ArgumentException>(() => init.Value(kmeans)).Message);
        Assert.Equal(
            "n_init is many; it must be of type Int32.", Assert.Throws<ArgumentException>(() => starts.With(kmeans, "many")).Message);
    }

    [Fact]
    public void Applies_tolerance_only_without_converge()
    {
        Assert.All(s_estimators, estimator =>
        {
            var row = estimator.Parameters.Single(parameter => parameter.Name == "tol");
            var converge = estimator.Parameters.Single(parameter => parameter.Name == "converge");
            Assert.True(row.AppliesTo(estimator));
            Assert.False(row.AppliesTo(converge.With(estimator, true)));
        });
    }

    private static (IEstimator Estimator, Parameter Row) Find(string estimator, string parameter)
    {
        var found = s_estimators.Single(subject => subject.GetType().Name == estimator);
        return (found, found.Parameters.Single(row => row.Name == parameter));
    }

    private static IEnumerable<object> Values(Parameter row) => row.Choices.Count > 0 ? row.Choices
        : row.Type == typeof(bool) ? [true, false]
        : row.Type == typeof(int) ? [3]
        : row.Type == typeof(double) ? [0.25]
        : [(double[])[1, 2]];
}
