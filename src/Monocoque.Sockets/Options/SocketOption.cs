using Monocoque.Hosting;
using Monocoque.Patterns;

namespace Monocoque;

/// <summary>One option as data: whom it is for, how it is read from configuration, whether it is set. See <see cref="SocketOptionTable"/>.</summary>
internal sealed class SocketOption
{
    private readonly Func<ZmqSocketOptions, string?> _describeIfSet;
    private readonly Action<ZmqSocketOptions, ConfigurationValue> _read;
    private readonly Action<ZmqSocketOptions, ZmqSocketOptions> _copy;

    /// <summary>Why it is not for the other patterns, and what to use there, in whole sentences; empty: the names of the patterns say it.</summary>
    private string _reason = "";

    /// <summary>Whether it does something on a pattern that it is not for, because of where the socket is.</summary>
    private Func<ZmqSocketOptions, ZmqSocketType, bool> _isExcused = static (_, _) => false;

    private SocketOption(
        string name, ZmqSocketType[] types, Func<ZmqSocketOptions, string?> describeIfSet, Action<ZmqSocketOptions, ConfigurationValue> read,
        Action<ZmqSocketOptions, ZmqSocketOptions> copy)
    {
        Name = name;
        Types = types;
        _describeIfSet = describeIfSet;
        _read = read;
        _copy = copy;
    }

    /// <summary>The property, and the key in the configuration.</summary>
    internal string Name { get; }

    /// <summary>The patterns it is for; empty: all.</summary>
    internal IReadOnlyList<ZmqSocketType> Types { get; }

    internal static SocketOption Of<T>(
        string name, Func<ZmqSocketOptions, T> get, Action<ZmqSocketOptions, T> set, Action<ConfigurationValue, Action<T>> read, params ZmqSocketType[] types)
    {
        var defaultValue = get(new ZmqSocketOptions());
        return new SocketOption(
            name, types,
            options => LiveOptions.AreSame(get(options), defaultValue) ? null : $"is {Describe(get(options))}",
            (options, value) => read(value, parsed => set(options, parsed)),
            (from, to) => set(to, get(from)));
    }

    internal static SocketOption OfList<T>(
        string name, Func<ZmqSocketOptions, IList<T>> get, Action<ConfigurationValue, IList<T>> read, params ZmqSocketType[] types) => new(
        name, types, options => get(options).Count == 0 ? null : "has entries", (options, value) => read(value, get(options)),
        (from, to) => AddAll(get(from), get(to)));

    internal static SocketOption OfNumbers(string name, Func<ZmqSocketOptions, IList<uint>> get) => new(
        name, [], options => get(options).Count == 0 ? null : "has entries", (options, value) => value.ReadNumbers(get(options)),
        (from, to) => AddAll(get(from), get(to)));

    internal static SocketOption OfMap(string name, Func<ZmqSocketOptions, IDictionary<string, string>> get, params ZmqSocketType[] types) => new(
        name, types, options => get(options).Count == 0 ? null : "has entries", (options, value) => value.ReadMap(get(options)),
        (from, to) => AddAll(get(from), get(to)));

    internal SocketOption Because(string reason)
    {
        _reason = reason + " ";
        return this;
    }

    internal SocketOption Unless(Func<ZmqSocketOptions, ZmqSocketType, bool> isExcused)
    {
        _isExcused = isExcused;
        return this;
    }

    internal bool AppliesTo(ZmqSocketType type) =>
        Types.Count == 0 ? type.HasConnections() || SocketOptionTable.ForDatagrams.Contains(Name) : Types.Contains(type);

    internal void Read(ZmqSocketOptions options, ConfigurationValue value) => _read(options, value);

    internal void Copy(ZmqSocketOptions from, ZmqSocketOptions to) => _copy(from, to);

    /// <summary>What is wrong with the option on a socket of this type, in words; null if nothing is.</summary>
    internal string? FindMisuse(ZmqSocketOptions options, ZmqSocketType type)
    {
        if (AppliesTo(type) || _describeIfSet(options) is not { } value || _isExcused(options, type))
            return null;
        // Without the value, which may be a secret.
        if (Types.Count == 0)
            return $"{Name} is set, but does not apply to a {type.ToDisplayName()} socket, which has no connections. Remove the option.";
        var others = string.Join(", ", Types.Select(static other => other.ToDisplayName()));
        return $"{Name} {value}, but does not apply to a {type.ToDisplayName()} socket, only to {others}. {_reason}Remove the option.";
    }

    private static string Describe<T>(T value) => value switch
    {
        bool flag => flag ? "true" : "false",
        ReadOnlyMemory<byte> octets => $"{octets.Length} octets",
        _ => FormattableString.Invariant($"{value}"),
    };

    private static void AddAll<T>(ICollection<T> source, ICollection<T> target)
    {
        foreach (var item in source)
            target.Add(item);
    }
}
