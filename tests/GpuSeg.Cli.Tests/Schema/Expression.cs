using System.Globalization;

namespace GpuSeg.Cli.Tests.Schema;

/// <summary>
/// An expression of the language in which the BIDS schema states selectors and checks. Values are null, bool, double, string, lists and
/// dictionaries; everything asked of null is null.
/// </summary>
internal sealed class Expression
{
    private static readonly string[] s_symbols =
        ["&&", "||", "==", "!=", "<=", ">=", "<", ">", "!", "+", "-", "*", "/", "%", "(", ")", "[", "]", "{", "}", ",", "."];

    private readonly string _text;
    private readonly List<string> _tokens;
    private int _next;

    private Expression(string text) => (_text, _tokens) = (text, [.. Tokens(text)]);

    /// <summary>Parses an expression into a function of the values that names have and the functions that calls mean.</summary>
    /// <exception cref="FormatException">The text is not an expression.</exception>
    public static Func<IScope, object?> Parse(string text)
    {
        var parser = new Expression(text);
        var value = parser.Either();
        return parser._next == parser._tokens.Count ? value : throw parser.Error();
    }

    /// <summary>Returns whether a value counts as true: not null, false, 0 or an empty text.</summary>
    public static bool IsTrue(object? value) => value is not (null or false or 0.0 or "");

    /// <summary>Returns whether two values are equal.</summary>
    public static bool AreEqual(object? a, object? b) => (a, b) switch
    {
        (List<object?> x, List<object?> y) => x.Count == y.Count && x.Zip(y).All(pair => AreEqual(pair.First, pair.Second)),
        _ => Equals(a, b),
    };

    private static IEnumerable<string> Tokens(string text)
    {
        for (var i = 0; i < text.Length;)
        {
            var start = i;
            if (char.IsWhiteSpace(text[i]))
            {
                i++;
                continue;
            }

            if (text[i] is '"' or '\'')
            {
                i = text.IndexOf(text[start], start + 1) + 1;
            }
            else if (char.IsAsciiDigit(text[i]))
            {
                while (i < text.Length && (char.IsAsciiDigit(text[i]) || text[i] == '.'))
                {
                    i++;
                }
            }
            else if (char.IsAsciiLetter(text[i]) || text[i] == '_')
            {
                while (i < text.Length && (char.IsAsciiLetterOrDigit(text[i]) || text[i] == '_'))
                {
                    i++;
                }
            }
            else
            {
                i += Array.Find(s_symbols, symbol => text.AsSpan(start).StartsWith(symbol, StringComparison.Ordinal))?.Length
                    ?? throw new FormatException($"{text[i]} in {text}");
            }

            yield return i > start ? text[start..i] : throw new FormatException($"no end of the text in {text}");
        }
    }

    private FormatException Error() => new($"{(_next < _tokens.Count ? _tokens[_next] : "the end")} in {_text}");

    private bool Take(string token)
    {
        var found = _next < _tokens.Count && _tokens[_next] == token;
        _next += found ? 1 : 0;
        return found;
    }

    private string? TakeAny(params string[] tokens) => Array.Find(tokens, Take);

    private void Require(string token)
    {
        if (!Take(token))
        {
            throw Error();
        }
    }

    private Func<IScope, object?> Either()
    {
        var left = Both();
        while (Take("||"))
        {
            var (a, b) = (left, Both());
            left = scope => a(scope) is var value && IsTrue(value) ? value : b(scope);
        }

        return left;
    }

    private Func<IScope, object?> Both()
    {
        var left = Binary(0);
        while (Take("&&"))
        {
            var (a, b) = (left, Binary(0));
            left = scope => a(scope) is var value && IsTrue(value) ? b(scope) : value;
        }

        return left;
    }

    private static readonly string[][] s_levels = [["==", "!="], ["<=", ">=", "<", ">", "in"], ["+", "-"], ["*", "/", "%"]];

    private Func<IScope, object?> Binary(int level)
    {
        if (level == s_levels.Length)
        {
            return Unary();
        }

        var left = Binary(level + 1);
        while (TakeAny(s_levels[level]) is { } operation)
        {
            var (a, b) = (left, Binary(level + 1));
            left = scope => Apply(operation, a(scope), b(scope));
        }

        return left;
    }

    private static object? Apply(string operation, object? a, object? b) => (operation, a, b) switch
    {
        ("==", _, _) => AreEqual(a, b),
        ("!=", _, _) => !AreEqual(a, b),
        ("in", string key, Dictionary<string, object?> map) => map.ContainsKey(key),
        ("in", _, List<object?> list) => list.Exists(item => AreEqual(item, a)),
        ("+", string x, string y) => x + y,
        ("+", double x, double y) => x + y,
        ("-", double x, double y) => x - y,
        ("*", double x, double y) => x * y,
        ("/", double x, double y) => x / y,
        ("%", double x, double y) => x % y,
        ("<", double x, double y) => x < y,
        (">", double x, double y) => x > y,
        ("<=", double x, double y) => x <= y,
        (">=", double x, double y) => x >= y,
        _ => null,
    };

    private Func<IScope, object?> Unary()
    {
        if (Take("!"))
        {
            var operand = Unary();
            return scope => !IsTrue(operand(scope));
        }

        if (Take("-"))
        {
            var operand = Unary();
            return scope => operand(scope) is double number ? -number : null;
        }

        return Postfix();
    }

    private Func<IScope, object?> Postfix()
    {
        var value = Primary();
        while (TakeAny(".", "[") is { } opening)
        {
            var from = value;
            if (opening == ".")
            {
                var name = _tokens[_next++];
                value = scope => (from(scope) as Dictionary<string, object?>)?.GetValueOrDefault(name);
            }
            else
            {
                var index = Either();
                Require("]");
                value = scope => Item(from(scope), index(scope));
            }
        }

        return value;
    }

    private static object? Item(object? from, object? index) => (from, index) switch
    {
        (List<object?> list, double i) when i >= 0 && i < list.Count => list[(int)i],
        (string text, double i) when i >= 0 && i < text.Length => text[(int)i].ToString(),
        (Dictionary<string, object?> map, string key) => map.GetValueOrDefault(key),
        _ => null,
    };

    private Func<IScope, object?> Primary()
    {
        if (_next == _tokens.Count)
        {
            throw Error();
        }

        var token = _tokens[_next++];
        switch (token)
        {
            case "(":
                var inner = Either();
                Require(")");
                return inner;
            case "[":
                var items = List("]");
                return scope => items.ConvertAll(item => item(scope));
            case "{":
                Require("}");
                return _ => new Dictionary<string, object?>();
            case "null" or "true" or "false":
                return _ => token == "null" ? null : token == "true";
        }

        if (token[0] is '"' or '\'')
        {
            return _ => token[1..^1];
        }

        if (char.IsAsciiDigit(token[0]))
        {
            var number = double.Parse(token, CultureInfo.InvariantCulture);
            return _ => number;
        }

        if (!char.IsAsciiLetter(token[0]))
        {
            _next--;
            throw Error();
        }

        if (!Take("("))
        {
            return scope => scope.Value(token);
        }

        var arguments = List(")");
        return scope => scope.Call(token, arguments.ConvertAll(argument => argument(scope)));
    }

    private List<Func<IScope, object?>> List(string end)
    {
        var items = new List<Func<IScope, object?>>();
        while (!Take(end))
        {
            if (items.Count > 0)
            {
                Require(",");
            }

            items.Add(Either());
        }

        return items;
    }
}

/// <summary>Meaning of the names and calls of an expression.</summary>
internal interface IScope
{
    /// <summary>Gets the value of a name, or null.</summary>
    object? Value(string name);

    /// <summary>Calls a function; null if there is none of this name.</summary>
    object? Call(string function, List<object?> arguments);
}
