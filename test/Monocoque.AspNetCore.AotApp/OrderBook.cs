namespace Monocoque.AspNetCore.AotApp;

internal sealed class OrderBook
{
    private long _placed;

    internal OrderReply Place(Order order) => order.Quantity > 0
        ? new OrderReply("accepted", Id: Interlocked.Increment(ref _placed))
        : new OrderReply("rejected", "The quantity must be above 0.");
}
