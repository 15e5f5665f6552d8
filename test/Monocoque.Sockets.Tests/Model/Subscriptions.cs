using System.Text;

namespace Monocoque.Sockets.Tests.Model;

/// <summary>What each spoke of a publisher has asked for. Nothing here for other patterns.</summary>
internal sealed class Subscriptions(Star star)
{
    internal static readonly string[] Topics = ["a", "ab", "abcd", "b", "c"];
    internal static readonly string[] Prefixes = ["a", "ab", "b", "abc"];

    private readonly List<string>[] _wanted = [.. star.Spokes.Select(static _ => new List<string>())];
    private int _lastMarker;

    internal bool Matches(int spoke, string topic) => _wanted[spoke].Exists(prefix => topic.StartsWith(prefix, StringComparison.Ordinal));

    internal void Clear(int spoke) => _wanted[spoke].Clear();

    internal async Task ChangeAsync(int spoke, string prefix, bool subscribe)
    {
        var sub = (ISubSocket)star.Spokes[spoke];
        if (subscribe)
        {
            _wanted[spoke].Add(prefix);
            sub.Subscribe(prefix);
        }
        else
        {
            _wanted[spoke].Remove(prefix);
            sub.Unsubscribe(prefix);
        }
        await UntilKnownAsync(spoke);
    }

    internal async Task UntilAllKnownAsync()
    {
        foreach (var spoke in star.Connected)
            await UntilKnownAsync(spoke);
    }

    /// <summary>Subscriptions come in order: when the publisher knows the last one, it knows all.</summary>
    internal async Task UntilKnownAsync(int spoke)
    {
        if (!star.IsConnected(spoke) || star.Spokes[spoke] is not ISubSocket sub)
            return;
        var marker = $"#{++_lastMarker}";
        sub.Subscribe(marker);
        await ((IPubSocket)star.Hub).WaitForSubscriberAsync(Encoding.UTF8.GetBytes(marker), 1, star.Token);
        sub.Unsubscribe(marker);
    }
}
