using GpuSeg.Engine.Passes;

namespace GpuSeg.Engine.Mixtures;

/// <summary>The freedom of the covariances of a mixture; names and meaning are scikit-learn's.</summary>
public abstract class CovarianceType
{
    private protected CovarianceType(string name, int place) => (Name, Place) = (name, place);

    /// <summary>Name, as users write it.</summary>
    public string Name { get; }

    /// <summary>The covariances in a few words, for tables: "full covariances".</summary>
    public abstract string Summary { get; }

    /// <summary>The covariances of several components, after "with": "full covariance matrices".</summary>
    public abstract string Phrase { get; }

    /// <summary>The covariance of a single component, after "with": "a full covariance matrix".</summary>
    public abstract string PhraseForOne { get; }

    /// <summary>Whether a component can have another width in every feature, so that the units of features do not matter.</summary>
    public virtual bool AdaptsToUnits => true;

    /// <summary>Place in lists of all types.</summary>
    internal int Place { get; }

    /// <summary>The reduction that a backend may take by itself; null if only the host can reduce covariances to this type.</summary>
    internal virtual CovarianceReduction? Reduction => null;

    /// <summary>Returns the shape of the parameters of K components in D dimensions, as scikit-learn's covariances_.</summary>
    public abstract int[] Shape(int components, int dimensions);

    /// <summary>Returns the name.</summary>
    public override string ToString() => Name;

    /// <summary>Creates the structure for K components in D dimensions.</summary>
    internal abstract CovarianceStructure Structure(int components, int dimensions);
}
