using System.Net.ServerSentEvents;
using System.Runtime.CompilerServices;
using Monocoque;

namespace PriceFeed.Prices;

/// <summary>
/// Gives every browser a subscriber of its own, which connects to our publisher as any program elsewhere would. A browser that does not keep up
/// misses prices and holds up nobody: that is what PUB does.
/// </summary>
public sealed class PriceWatch(IPubSocket prices, ZmqRuntime zmq, IHostApplicationLifetime host)
{
    /// <summary>An event <c>connected</c> without a quote, then one event for each price.</summary>
    /// <param name="gone">Fires when the browser has gone.</param>
    public async IAsyncEnumerable<SseItem<Quote?>> WatchAsync([EnumeratorCancellation] CancellationToken gone)
    {
        // A web server waits for open responses before it stops, and this one would never end by itself.
        using var end = CancellationTokenSource.CreateLinkedTokenSource(gone, host.ApplicationStopping);
        await using var subscriber = zmq.CreateSocket<ISubSocket>();
        subscriber.Subscribe("");
        await subscriber.ConnectAsync(Reachable.From(prices), end.Token);
        yield return new SseItem<Quote?>(data: null, "connected");
        while (await HasNextAsync(subscriber, end.Token))
        {
            while (subscriber.TryReceive(out var message))
            {
                using (message)
                {
                    var price = message.ReadJson(AppJson.Default.Price)!;
                    yield return new SseItem<Quote?>(new Quote(message.GetString(0), price.Bid, price.Ask));
                }
            }
        }
    }

    /// <summary>The end of the program, and of the browser's interest, are the normal ends of a stream and no errors.</summary>
    private static async ValueTask<bool> HasNextAsync(ISubSocket subscriber, CancellationToken end)
    {
        try
        {
            return await subscriber.WaitToReceiveAsync(end);
        }
        catch (OperationCanceledException) when (end.IsCancellationRequested)
        {
            return false;
        }
    }
}
