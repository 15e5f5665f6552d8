using System.Text;
using Monocoque.Patterns;

namespace Monocoque.Sockets.Tests.Model;

/// <summary>What each spoke of a publisher or a RADIO has asked for. Nothing here for other patterns.</summary>
internal sealed class Subscriptions(Star star)
{
    internal static readonly string[] Topics = ["a", "ab", "abcd", "b", "c"];
    internal static readonly string[] Prefixes = ["a", "ab", "b", "abc"];

    private readonly List<string>[] _wanted = [.. star.Spokes.Select(static _ => new List<string>())];
    private int _lastMarker;

    /// <summary>What those who are connected want.</summary>
    internal IReadOnlySet<string> All => star.Connected.SelectMany(spoke => _wanted[spoke]).ToHashSet(StringComparer.Ordinal);

    internal static bool IsMarker(string prefix) => prefix.StartsWith('#');

    internal bool Matches(int spoke, string topic) => _wanted[spoke].Exists(
        wanted => star.Hub is IRadioSocket ? topic == wanted : topic.StartsWith(wanted, StringComparison.Ordinal));

    internal void Clear(int spoke) => _wanted[spoke].Clear();

    internal void Change(int spoke, string prefix, bool subscribe)
    {
        // A DISH that has joined joins no second time.
        if (star.Spokes[spoke] is IDishSocket && _wanted[spoke].Contains(prefix) == subscribe)
            return;
        if (subscribe)
            _wanted[spoke].Add(prefix);
        else
            _wanted[spoke].Remove(prefix);
        Tell(star.Spokes[spoke], prefix, subscribe);
    }

    internal async Task UntilAllKnownAsync()
    {
        foreach (var spoke in star.Connected)
            await UntilKnownAsync(spoke);
    }

    /// <summary>Subscriptions come in order: when the publisher knows the last one, it knows all.</summary>
    internal async Task UntilKnownAsync(int spoke)
    {
        if (!star.IsConnected(spoke) || star.Spokes[spoke] is not (ISubSocket or IXSubSocket or IDishSocket))
            return;
        var marker = $"#{++_lastMarker}";
        Tell(star.Spokes[spoke], marker, subscribe: true);
        await star.UntilAsync(IsKnown(Encoding.UTF8.GetBytes(marker)), $"the hub knows of {marker}");
        Tell(star.Spokes[spoke], marker, subscribe: false);
    }

    private Func<bool> IsKnown(byte[] marker)
    {
        if (star.Hub is RadioSocket radio)
            return () => radio.HasMembers(marker);
        var known = star.Hub is IPubSocket pub ? pub.WaitForSubscriberAsync(marker, 1, star.Token) : ((IXPubSocket)star.Hub).WaitForSubscriberAsync(marker, 1, star.Token);
        var task = known.AsTask();
        return () => task.IsCompletedSuccessfully;
    }

    private static void Tell(IZmqSocket spoke, string prefix, bool subscribe)
    {
        var octets = Encoding.UTF8.GetBytes(prefix);
        switch (spoke)
        {
            case ISubSocket sub when subscribe:
                sub.Subscribe(octets);
                break;
            case ISubSocket sub:
                sub.Unsubscribe(octets);
                break;
            case IXSubSocket xsub:
                ((IZmqSender)xsub).TrySend(subscribe ? ZmqSubscription.Subscribe(octets) : ZmqSubscription.Unsubscribe(octets));
                break;
            case IDishSocket dish when subscribe:
                dish.Join(prefix);
                break;
            case IDishSocket dish:
                dish.Leave(prefix);
                break;
        }
    }
}
