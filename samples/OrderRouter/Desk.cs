using System.Collections.Concurrent;
using System.Text.Json;
using Monocoque;

namespace OrderRouter;

/// <summary>
/// Routes orders to the venues and publishes what came of them. One DEALER serves any number of orders under way: each request gets its own
/// reply, whichever comes first.
/// </summary>
internal sealed class Desk([FromKeyedServices("venues")] IDealerSocket venues, [FromKeyedServices("fills")] IPubSocket fills)
{
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(5);

    private readonly ConcurrentDictionary<long, Fill> _fills = new();
    private long _lastId;

    /// <summary>Whether orders are taken.</summary>
    public bool IsOpen { get; set; } = true;

    /// <summary>Fills of venues, by their number.</summary>
    public Fill? Find(long id) => _fills.GetValueOrDefault(id);

    /// <exception cref="OrderException">The order cannot be filled, and the message says why.</exception>
    public async Task<Fill> PlaceAsync(Order order, CancellationToken cancellationToken)
    {
        if (string.IsNullOrWhiteSpace(order.Symbol) || order.Quantity <= 0)
            throw new OrderException("An order needs a symbol and a quantity above 0.");

        var request = ZmqMessage.Wrap(JsonSerializer.SerializeToUtf8Bytes(order, JsonSerializerOptions.Web));
        using var reply = await venues.RequestAsync(request, s_patience, cancellationToken);
        var fill = reply.ReadJson<Fill>(JsonSerializerOptions.Web)! with { Id = Interlocked.Increment(ref _lastId) };
        _fills[fill.Id] = fill;
        await fills.PublishJsonAsync(fill.Symbol, fill, JsonSerializerOptions.Web, cancellationToken);
        return fill;
    }
}
