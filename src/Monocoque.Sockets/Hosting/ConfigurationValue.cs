using System.Globalization;
using System.Net;
using System.Runtime.InteropServices;
using System.Security.Authentication;
using System.Text;
using Microsoft.Extensions.Configuration;
using Monocoque.Admission;
using Monocoque.Security;

namespace Monocoque.Hosting;

/// <summary>One key of the configuration on its way to an option. A value that is null in the source counts as not given.</summary>
[StructLayout(LayoutKind.Auto)]
internal readonly struct ConfigurationValue(IConfigurationSection section, List<string> failures)
{
    internal void Read(Action<string> set)
    {
        if (TryGetText(out var text))
            set(text);
    }

    internal void Read(Action<int> set)
    {
        if (!TryGetText(out var text))
            return;
        if (int.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number))
            set(number);
        else
            Fail(text, long.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out _) ? "a number of 32 bits" : "a whole number");
    }

    internal void Read(Action<long> set)
    {
        if (!TryGetText(out var text))
            return;
        if (long.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number))
            set(number);
        else
            Fail(text, "a whole number");
    }

    internal void Read(Action<bool> set)
    {
        if (!TryGetText(out var text))
            return;
        if (bool.TryParse(text, out var flag))
            set(flag);
        else
            Fail(text, "true or false");
    }

    internal void Read(Action<Version> set)
    {
        if (!TryGetText(out var text))
            return;
        if (Version.TryParse(text, out var version))
            set(version);
        else
            Fail(text, "a version, for example 3.0");
    }

    /// <summary>A bare number is refused: .NET reads it as days, and who writes one means milliseconds or seconds.</summary>
    internal void Read(Action<TimeSpan> set)
    {
        if (!TryGetText(out var text))
            return;
        if (string.Equals(text, "infinite", StringComparison.OrdinalIgnoreCase))
            set(Timeout.InfiniteTimeSpan);
        else if (text.Contains(':', StringComparison.Ordinal) && TimeSpan.TryParse(text, CultureInfo.InvariantCulture, out var time))
            set(time);
        else
            Fail(text, "a duration as hours:minutes:seconds, for example 00:00:05");
    }

    /// <summary>Text, as its octets in UTF-8.</summary>
    internal void ReadOctets(Action<ReadOnlyMemory<byte>> set)
    {
        if (TryGetText(out var text))
            set(Encoding.UTF8.GetBytes(text));
    }

    /// <summary>One name of an enum. Numbers are refused: nobody knows them by heart.</summary>
    internal void ReadEnum<TEnum>(Action<TEnum> set)
        where TEnum : struct, Enum
    {
        if (!TryGetText(out var text))
            return;
        var names = Enum.GetNames<TEnum>();
        var index = Array.FindIndex(names, name => string.Equals(name, text, StringComparison.OrdinalIgnoreCase));
        if (index >= 0)
            set(Enum.Parse<TEnum>(names[index]));
        else
            Fail(text, $"one of {string.Join(", ", names)}");
    }

    /// <summary>Names of an enum that can be combined, with commas between. Numbers are refused as above.</summary>
    internal void ReadFlags<TEnum>(Action<TEnum> set)
        where TEnum : struct, Enum
    {
        if (!TryGetText(out var text))
            return;
        if (Enum.TryParse<TEnum>(text, ignoreCase: true, out var value) && !text.Any(char.IsAsciiDigit))
            set(value);
        else
            Fail(text, $"one or more of {string.Join(", ", Enum.GetNames<TEnum>())}");
    }

    /// <summary>Names of TLS versions that are not broken.</summary>
    internal void ReadProtocols(Action<SslProtocols> set)
    {
        if (!TryGetText(out var text))
            return;
        var protocols = SslProtocols.None;
        foreach (var name in text.Split(',', StringSplitOptions.TrimEntries))
        {
            switch (name.ToUpperInvariant())
            {
                case "TLS12": protocols |= SslProtocols.Tls12; break;
                case "TLS13": protocols |= SslProtocols.Tls13; break;
                default:
                    Fail(text, "Tls12, Tls13 or both with a comma between");
                    return;
            }
        }
        set(protocols);
    }

    /// <summary>A section of texts.</summary>
    internal void ReadMap(IDictionary<string, string> map)
    {
        if (!string.IsNullOrEmpty(section.Value))
            failures.Add($"{section.Path} is '{section.Value}', but holds one key per entry.");
        foreach (var item in section.GetChildren())
        {
            if (item.Value is { } text)
                map[item.Key] = text;
            else
                failures.Add($"{item.Path} is not a text. {section.Path} holds one text per key.");
        }
    }

    /// <summary>A section of its own.</summary>
    internal void ReadSecurity(ZmqSecurityOptions options) => SecuritySectionBinder.Bind(section, options, failures);

    /// <summary>A section of its own.</summary>
    internal void ReadTls(ZmqTlsOptions options) => TlsSectionBinder.Bind(section, options, failures);

    /// <summary>Written in octal, as chmod takes it.</summary>
    internal void ReadFileMode(Action<UnixFileMode> set)
    {
        if (!TryGetText(out var text))
            return;
        if (text.Length is 3 or 4 && !text.AsSpan().ContainsAnyExceptInRange('0', '7'))
            set((UnixFileMode)Convert.ToInt32(text, fromBase: 8));
        else
            Fail(text, "a file mode in octal, for example 0660");
    }

    /// <summary>A list, or a single text as the list of it.</summary>
    internal void ReadList(IList<string> list)
    {
        var items = section.GetChildren().ToList();
        if (items.Count == 0)
            ReadSingle(list);
        else
            RefuseBoth();
        foreach (var item in items)
        {
            if (item.Value is { } text)
                list.Add(text);
            else
                failures.Add($"{item.Path} is not a text. {section.Path} is a list of texts.");
        }
    }

    /// <summary>A list of numbers, or a single one as the list of it, in the place of what is there, the defaults.</summary>
    internal void ReadNumbers(IList<uint> list)
    {
        var texts = new List<string>();
        ReadList(texts);
        // Null counts as not given.
        if (texts.Count > 0)
            list.Clear();
        foreach (var text in texts)
        {
            if (uint.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number))
                list.Add(number);
            else
                Fail(text, "a list of numbers");
        }
    }

    /// <summary>As <see cref="ReadList"/>, of addresses and networks.</summary>
    /// <param name="networks">Where they go.</param>
    /// <param name="replaces">They take the place of what is there, the defaults; else they come to it.</param>
    internal void ReadNetworks(IList<IPNetwork> networks, bool replaces)
    {
        var items = section.GetChildren().ToList();
        // Null counts as not given, and must not open what the defaults have closed.
        if (items.Count == 0 && section.Value is null)
            return;
        if (replaces)
            networks.Clear();
        if (items.Count > 0)
            RefuseBoth();
        foreach (var item in items.Count == 0 ? [section] : items)
        {
            var error = $"is not a text. {section.Path} is a list of addresses and networks";
            if (item.Value is { } text && NetworkText.TryParse(text, out var network, out error))
                networks.Add(network);
            else
                failures.Add($"{item.Path} {error}.");
        }
    }

    private void ReadSingle(IList<string> list)
    {
        // The JSON provider shows an empty list as an empty text, and the two do not mean the same to a subscriber.
        if (section.Value is "")
            failures.Add($"{section.Path} is empty. Leave the key out for nothing, or write [\"…\"].");
        else if (section.Value is { } text)
            list.Add(text);
    }

    /// <summary>Two sources of the configuration may say it in two ways, and neither takes the place of the other.</summary>
    private void RefuseBoth()
    {
        if (!string.IsNullOrEmpty(section.Value))
        {
            failures.Add($"{section.Path} is '{section.Value}' in one source of the configuration, and a list in another. Write it the same way in both: the list"
                + $" as {section.Path}:0, or the text as {section.Path}.");
        }
    }

    private bool TryGetText(out string text)
    {
        text = section.Value ?? "";
        if (!section.GetChildren().Any())
            return section.Value is not null;
        failures.Add($"{section.Path} is a section or a list, but takes a single value.");
        return false;
    }

    private void Fail(string text, string expected) => failures.Add($"{section.Path} is '{text}', which is not {expected}.");
}
