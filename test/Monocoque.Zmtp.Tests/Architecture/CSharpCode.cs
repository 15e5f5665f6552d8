using System.Text;
using System.Text.RegularExpressions;

namespace Monocoque.Architecture;

/// <summary>C# source reduced to its code: comments and the texts of literals are blanked, the holes of interpolated texts are kept.</summary>
internal sealed partial class CSharpCode
{
    private readonly string _source;
    private readonly StringBuilder _code;
    private int _position;

    private CSharpCode(string source)
    {
        _source = source;
        _code = new StringBuilder(source.Length);
    }

    internal static string Of(string source)
    {
        var code = new CSharpCode(source);
        code.ReadCode(holeEnd: 0);
        return code._code.ToString();
    }

    /// <summary>The words of the code that are among <paramref name="words"/>, with their line numbers.</summary>
    internal static IEnumerable<(int Line, string Word)> Find(string source, IReadOnlySet<string> words)
    {
        var line = 0;
        foreach (var text in Of(source).Split('\n'))
        {
            line++;
            foreach (Match match in Word().Matches(text))
            {
                if (words.Contains(match.Value))
                    yield return (line, match.Value);
            }
        }
    }

    [GeneratedRegex(@"\w+")]
    private static partial Regex Word();

    private bool At(string text) => string.CompareOrdinal(_source, _position, text, 0, text.Length) == 0;

    /// <summary>Reads code up to the end, or up to <paramref name="holeEnd"/> closing braces that nothing here opened.</summary>
    private void ReadCode(int holeEnd)
    {
        var depth = 0;
        while (_position < _source.Length)
        {
            if (At("//"))
                Blank(EndOf("\n"));
            else if (At("/*"))
                Blank(EndOf("*/") + 2);
            else if (_source[_position] == '\'')
                ReadCharacter();
            else if (_source[_position] is '"' or '$' or '@' && IsText(out var dollars, out var isVerbatim, out var quotes))
                ReadText(dollars, isVerbatim, quotes);
            else if (holeEnd > 0 && depth == 0 && _source[_position] == '}')
                return;
            else
                depth += Keep() switch { '{' => 1, '}' => -1, _ => 0 };
        }
    }

    private bool IsText(out int dollars, out bool isVerbatim, out int quotes)
    {
        var i = _position;
        dollars = quotes = 0;
        isVerbatim = false;
        for (; i < _source.Length && _source[i] is '$' or '@'; i++)
        {
            dollars += _source[i] == '$' ? 1 : 0;
            isVerbatim |= _source[i] == '@';
        }
        while (i + quotes < _source.Length && _source[i + quotes] == '"')
            quotes++;
        if (quotes == 0)
            return false;
        // Two quotes are an empty text; three or more open a raw one, unless verbatim, where a doubled quote is a quote.
        if (quotes < 3 || isVerbatim)
            quotes = 1;
        Blank(i + quotes);
        return true;
    }

    private void ReadText(int dollars, bool isVerbatim, int quotes)
    {
        var end = new string('"', quotes);
        var isRaw = quotes >= 3;
        while (_position < _source.Length)
        {
            if (isVerbatim && At("\"\""))
                Blank(_position + 2);
            else if (At(end))
                break;
            else if (!isRaw && !isVerbatim && _source[_position] == '\\')
                Blank(_position + 2);
            else if (dollars > 0 && !isRaw && At("{{"))
                Blank(_position + 2);
            else if (dollars > 0 && At(new string('{', dollars)))
                ReadHole(dollars);
            else
                Blank(_position + 1);
        }
        Blank(_position + quotes);
    }

    private void ReadHole(int braces)
    {
        Blank(_position + braces);
        ReadCode(braces);
        Blank(_position + braces);
    }

    private void ReadCharacter()
    {
        Blank(_position + 1);
        while (_position < _source.Length && _source[_position] is not ('\'' or '\n'))
            Blank(_position + (_source[_position] == '\\' ? 2 : 1));
        Blank(_position + 1);
    }

    private int EndOf(string text)
    {
        var end = _source.IndexOf(text, _position, StringComparison.Ordinal);
        return end < 0 ? _source.Length : end;
    }

    private char Keep()
    {
        _code.Append(_source[_position]);
        return _source[_position++];
    }

    private void Blank(int end)
    {
        for (; _position < Math.Min(end, _source.Length); _position++)
            _code.Append(_source[_position] == '\n' ? '\n' : ' ');
    }
}
