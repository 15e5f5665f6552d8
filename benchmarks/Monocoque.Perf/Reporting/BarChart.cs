using System.Globalization;
using System.Net;
using System.Text;

namespace Monocoque.Perf.Reporting;

/// <summary>Groups of bars as SVG, with the value over each bar. It can be read on a light and on a dark page.</summary>
/// <param name="Title">The heading.</param>
/// <param name="Groups">A label under each group.</param>
/// <param name="Series">What the bars of a group are.</param>
/// <param name="Values">By group and series.</param>
/// <param name="Mark">A value with a line across.</param>
internal sealed record BarChart(
    string Title, IReadOnlyList<string> Groups, IReadOnlyList<string> Series, IReadOnlyList<double[]> Values, double? Mark)
{
    private const int BarWidth = 34;
    private const int GroupGap = 26;
    private const int Left = 20;
    private const int Top = 70;
    private const int PlotHeight = 220;
    private const int LeastWidth = 520;

    private static readonly string[] s_colours = ["#1f77b4", "#ff7f0e", "#2ca02c", "#9467bd"];

    private readonly StringBuilder _svg = new();

    internal string ToSvg()
    {
        _svg.Clear();
        var groupWidth = Series.Count * BarWidth + GroupGap;
        var width = Math.Max(Left * 2 + Groups.Count * groupWidth, LeastWidth);
        var most = Math.Max(Values.Max(static group => group.Max()), Mark ?? 0);
        Add($"""<svg xmlns="http://www.w3.org/2000/svg" width="{width}" height="{Top + PlotHeight + 40}" font-family="sans-serif">""");
        Add($"""<rect width="100%" height="100%" fill="#fff"/>""");
        AddText(Left, 22, 15, "start", Title);
        AddLegend();
        for (var group = 0; group < Groups.Count; group++)
            AddGroup(Left + GroupGap / 2 + group * groupWidth, group, most);
        AddLine(Y(0, most), width);
        if (Mark is { } mark)
            AddLine(Y(mark, most), width);
        Add($"</svg>");
        return _svg.ToString();
    }

    private static double Y(double value, double most) => Top + PlotHeight * (1 - value / most);

    private void AddGroup(int x, int group, double most)
    {
        const int Width = BarWidth - 3;
        for (var series = 0; series < Series.Count; series++)
        {
            var value = Values[group][series];
            var (left, top) = (x + series * BarWidth, Y(value, most));
            var height = Y(0, most) - top;
            Add($"""<rect x="{left}" y="{top:0.0}" width="{Width}" height="{height:0.0}" fill="{s_colours[series]}"/>""");
            AddText(left + Width / 2, (int)top - 4, 10, "middle", Short(value));
        }
        AddText(x + Series.Count * BarWidth / 2, Top + PlotHeight + 18, 12, "middle", Groups[group]);
    }

    private void AddLegend()
    {
        var x = Left;
        for (var series = 0; series < Series.Count; series++)
        {
            Add($"""<rect x="{x}" y="33" width="11" height="11" fill="{s_colours[series]}"/>""");
            AddText(x + 16, 43, 12, "start", Series[series]);
            x += 34 + Series[series].Length * 7;
        }
    }

    private void AddLine(double y, int width) =>
        Add($"""<line x1="{Left}" x2="{width - Left}" y1="{y:0.0}" y2="{y:0.0}" stroke="#555"/>""");

    private void AddText(int x, int y, int size, string anchor, string text) =>
        Add($"""<text x="{x}" y="{y}" font-size="{size}" text-anchor="{anchor}" fill="#222">{WebUtility.HtmlEncode(text)}</text>""");

    private void Add(FormattableString line) => _svg.Append(line.ToString(CultureInfo.InvariantCulture)).Append('\n');

    private static string Short(double value) => value.ToString(value >= 100 ? "0" : value >= 10 ? "0.0" : "0.00", CultureInfo.InvariantCulture);
}
