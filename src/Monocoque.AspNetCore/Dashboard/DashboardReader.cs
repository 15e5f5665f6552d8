using System.Text.Json;
using Microsoft.AspNetCore.Hosting;
using Monocoque.Hosting;

namespace Monocoque.Dashboard;

/// <summary>Looks at all sockets of the host when it is asked, but not more often than a person can see, however many ask.</summary>
internal sealed class DashboardReader(
    ZmqRuntime runtime, IEnumerable<IHostedSocketUser> users, IWebHostEnvironment environment, EventRecorder recorder)
{
    /// <summary>Sockets that are shown.</summary>
    private const int MostSockets = 100;

    private static readonly TimeSpan s_freshness = TimeSpan.FromMilliseconds(250);

    private readonly Lock _lock = new();
    private byte[]? _last;
    private long _lastTime;

    /// <summary>A <see cref="DashboardState"/> in JSON.</summary>
    internal ReadOnlyMemory<byte> Read()
    {
        var time = runtime.Options.TimeProvider;
        lock (_lock)
        {
            if (_last is not null && time.GetElapsedTime(_lastTime) < s_freshness)
                return _last;
            _lastTime = time.GetTimestamp();
            return _last = JsonSerializer.SerializeToUtf8Bytes(Describe(time), DashboardJson.Default.DashboardState);
        }
    }

    private DashboardState Describe(TimeProvider time)
    {
        var sockets = runtime.Sockets.OrderBy(static socket => socket.Name, StringComparer.OrdinalIgnoreCase).ToList();
        var shown = sockets.Take(MostSockets).Select(static socket => (Socket: socket, Now: socket.TakeSnapshot())).ToList();
        var mostPeers = PeerChoice.Share(shown.ConvertAll(static entry => entry.Now.Peers.Count));
        var work = users.SelectMany(static user => user.Work).ToLookup(static work => work.Socket, StringComparer.OrdinalIgnoreCase);
        return new DashboardState(
            environment.ApplicationName, time.GetUtcNow(), (long)time.GetElapsedTime(0).TotalMilliseconds, sockets.Count,
            [.. shown.Select(entry => SocketDescription.Of(entry.Socket, entry.Now, [.. work[entry.Socket.Name]], mostPeers))], recorder.Look());
    }
}
