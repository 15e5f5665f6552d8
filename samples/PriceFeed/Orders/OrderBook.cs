namespace PriceFeed.Orders;

/// <summary>Takes orders. It knows nothing of ZMQ, and could be called by a controller just as well.</summary>
public sealed class OrderBook
{
    private long _lastId;

    public OrderReply Place(Order order)
    {
        if (string.IsNullOrWhiteSpace(order.Symbol))
            return OrderReply.Rejected("The symbol is missing.");
        if (order.Quantity <= 0)
            return OrderReply.Rejected("The quantity must be above 0.");
        return OrderReply.Accepted(Interlocked.Increment(ref _lastId));
    }
}
