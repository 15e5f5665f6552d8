namespace Monocoque;

/// <summary>The options that belong to single patterns: where they are refused, and where a default reaches.</summary>
internal static class PatternOptions
{
    private static readonly Rule[] s_rules =
    [
        new(nameof(ZmqSocketOptions.XPubVerbose), [ZmqSocketType.XPub], static o => o.XPubVerbose, static (from, to) => to.XPubVerbose = from.XPubVerbose),
        new(nameof(ZmqSocketOptions.XPubVerboser), [ZmqSocketType.XPub], static o => o.XPubVerboser, static (from, to) => to.XPubVerboser = from.XPubVerboser),
        new(nameof(ZmqSocketOptions.XPubManual), [ZmqSocketType.XPub], static o => o.XPubManual, static (from, to) => to.XPubManual = from.XPubManual),
        new(
            nameof(ZmqSocketOptions.OnlyFirstSubscribe), [ZmqSocketType.XPub],
            static o => o.OnlyFirstSubscribe, static (from, to) => to.OnlyFirstSubscribe = from.OnlyFirstSubscribe),
        new(
            nameof(ZmqSocketOptions.XPubNoDrop), [ZmqSocketType.Pub, ZmqSocketType.XPub],
            static o => o.XPubNoDrop, static (from, to) => to.XPubNoDrop = from.XPubNoDrop),
        new(
            nameof(ZmqSocketOptions.XPubWelcomeMessage), [ZmqSocketType.Pub, ZmqSocketType.XPub],
            static o => o.XPubWelcomeMessage is not null, static (from, to) => to.XPubWelcomeMessage = from.XPubWelcomeMessage),
        new(
            nameof(ZmqSocketOptions.XSubVerboseUnsubscribe), [ZmqSocketType.XSub],
            static o => o.XSubVerboseUnsubscribe, static (from, to) => to.XSubVerboseUnsubscribe = from.XSubVerboseUnsubscribe),
        new(
            nameof(ZmqSocketOptions.InvertMatching), [ZmqSocketType.Pub, ZmqSocketType.XPub, ZmqSocketType.Sub],
            static o => o.InvertMatching, static (from, to) => to.InvertMatching = from.InvertMatching),
        new(
            nameof(ZmqSocketOptions.StreamNotify), [ZmqSocketType.Stream],
            static o => !o.StreamNotify, static (from, to) => to.StreamNotify = from.StreamNotify),
    ];

    /// <summary>The options that are set and mean nothing to a socket of this type, in words.</summary>
    internal static IEnumerable<string> FindMistakes(ZmqSocketOptions options, ZmqSocketType type)
    {
        foreach (var rule in s_rules)
        {
            if (rule.IsSet(options) && !rule.Types.Contains(type))
            {
                var types = string.Join(" and ", rule.Types.Select(static t => t.ToString().ToUpperInvariant()));
                yield return $"{rule.Name} is set, but means nothing to a {type.ToString().ToUpperInvariant()} socket. It is for {types}; remove the option.";
            }
        }
    }

    /// <summary>Copies those that mean something to a socket of this type.</summary>
    internal static void CopyDefaults(ZmqSocketOptions defaults, ZmqSocketOptions options, ZmqSocketType type)
    {
        foreach (var rule in s_rules)
        {
            if (rule.Types.Contains(type))
                rule.Copy(defaults, options);
        }
    }

    private sealed record Rule(
        string Name, ZmqSocketType[] Types, Func<ZmqSocketOptions, bool> IsSet, Action<ZmqSocketOptions, ZmqSocketOptions> Copy);
}
