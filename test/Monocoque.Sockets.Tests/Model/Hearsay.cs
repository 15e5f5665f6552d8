using System.Text;

namespace Monocoque.Sockets.Tests.Model;

/// <summary>What an XPUB was told: the first subscription to a prefix, whoever made it, and the end of the last, in turn.</summary>
internal sealed class Hearsay
{
    private readonly HashSet<string> _wanted = new(StringComparer.Ordinal);

    internal void Clear() => _wanted.Clear();

    internal void Hear(ZmqSubscription news)
    {
        var prefix = Encoding.UTF8.GetString(news.Prefix.Span);
        if (news.IsSubscribe ? _wanted.Add(prefix) : _wanted.Remove(prefix))
            return;
        var what = news.IsSubscribe ? "twice that there are subscriptions" : "of the end of subscriptions that nobody had";
        throw new ModelException($"The hub was told {what} to '{prefix}'.");
    }

    /// <summary>Whether all that was told comes to these prefixes, markers apart.</summary>
    internal bool Knows(IReadOnlySet<string> prefixes) => prefixes.SetEquals(_wanted.Where(static prefix => !Subscriptions.IsMarker(prefix)));
}
