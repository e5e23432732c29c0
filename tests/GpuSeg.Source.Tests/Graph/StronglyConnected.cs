namespace GpuSeg.Source.Tests.Graph;

/// <summary>Strongly connected sets of a directed graph.</summary>
/// <remarks>R. Tarjan (1972), Depth-first search and linear graph algorithms, SIAM J. Comput. 1, 146-160.</remarks>
internal static class StronglyConnected
{
    /// <summary>Finds the sets, each after all sets that it leads to.</summary>
    public static IReadOnlyList<IReadOnlyList<T>> Sets<T>(IEnumerable<T> nodes, Func<T, IEnumerable<T>> next)
        where T : notnull
    {
        Search<T> search = new(next);
        foreach (var node in nodes)
        {
            search.Visit(node);
        }

        return search.Sets;
    }

    private sealed class Search<T>(Func<T, IEnumerable<T>> next)
        where T : notnull
    {
        private readonly Dictionary<T, int> _index = [];
        private readonly Dictionary<T, int> _lowest = [];
        private readonly Stack<T> _open = [];
        private readonly HashSet<T> _isOpen = [];

        public List<IReadOnlyList<T>> Sets { get; } = [];

        public void Visit(T node)
        {
            if (_index.ContainsKey(node))
            {
                return;
            }

            _index[node] = _lowest[node] = _index.Count;
            _open.Push(node);
            _isOpen.Add(node);
            foreach (var other in next(node))
            {
                if (!_index.TryGetValue(other, out var index))
                {
                    Visit(other);
                    _lowest[node] = Math.Min(_lowest[node], _lowest[other]);
                }
                else if (_isOpen.Contains(other))
                {
                    _lowest[node] = Math.Min(_lowest[node], index);
                }
            }

            if (_lowest[node] == _index[node])
            {
                Sets.Add(Close(node));
            }
        }

        private List<T> Close(T node)
        {
            List<T> set = [];
            T member;
            do
            {
                member = _open.Pop();
                _isOpen.Remove(member);
                set.Add(member);
            }
            while (!member.Equals(node));
            return set;
        }
    }
}
