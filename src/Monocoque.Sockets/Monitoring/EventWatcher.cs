using System.Runtime.CompilerServices;
using System.Threading.Channels;

namespace Monocoque.Monitoring;

/// <summary>One watcher's events that wait to be read: the newest 256, and how many older ones it has missed.</summary>
internal sealed class EventWatcher
{
    private const int Capacity = 256;

    private readonly Channel<ZmqEvent> _channel;
    private long _missed;

    internal EventWatcher(EventHub hub) => _channel = Channel.CreateBounded<ZmqEvent>(
        new BoundedChannelOptions(Capacity) { FullMode = BoundedChannelFullMode.DropOldest, SingleReader = true },
        _ =>
        {
            Interlocked.Increment(ref _missed);
            hub.CountLost();
        });

    /// <summary>Never waits: the oldest event goes if there is no place.</summary>
    internal void Write(in ZmqEvent e) => _channel.Writer.TryWrite(e);

    internal void Complete() => _channel.Writer.TryComplete();

    internal async IAsyncEnumerable<ZmqEvent> ReadAllAsync([EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await foreach (var e in _channel.Reader.ReadAllAsync(cancellationToken).ConfigureAwait(false))
        {
            var missed = Interlocked.Exchange(ref _missed, 0);
            yield return missed == 0 ? e : e with { Missed = missed };
        }
    }
}
