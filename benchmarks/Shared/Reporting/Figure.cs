using System.Globalization;

namespace Monocoque.Benchmarking;

/// <summary>How the tables write numbers.</summary>
internal static class Figure
{
    /// <summary>Three digits that mean something, or all before the point; millions as such.</summary>
    internal static string Format(double value) => Math.Abs(value) switch
    {
        >= 1e7 => (value / 1e6).ToString("0.0 M", CultureInfo.InvariantCulture),
        >= 1e6 => (value / 1e6).ToString("0.00 M", CultureInfo.InvariantCulture),
        >= 100 => value.ToString("N0", CultureInfo.InvariantCulture),
        >= 10 => value.ToString("0.0", CultureInfo.InvariantCulture),
        >= 1 => value.ToString("0.00", CultureInfo.InvariantCulture),
        _ => value.ToString("0.000", CultureInfo.InvariantCulture),
    };

    internal static string Format(Spread spread) => $"{Format(spread.Median)} ({Format(spread.Min)}–{Format(spread.Max)})";

    internal static string FormatRatio(double ratio) => ratio.ToString("**0.00x**", CultureInfo.InvariantCulture);
}
