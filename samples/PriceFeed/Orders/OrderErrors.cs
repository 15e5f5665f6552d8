using System.Text.Json;
using Monocoque;

namespace PriceFeed.Orders;

/// <summary>Answers those whose message never became an order, so that a REQ is not left waiting.</summary>
internal static class OrderErrors
{
    internal static ValueTask ReplyAsync(ZmqContext context, Exception error)
    {
        var reply = OrderReply.Rejected(error is ZmqBadMessageException
            ? """This is not an order. Send one frame of JSON, for example {"symbol":"EURUSD","quantity":1}."""
            : "The order could not be taken. Try again later.");
        return context.ReplyAsync(ZmqMessage.Wrap(JsonSerializer.SerializeToUtf8Bytes(reply, AppJson.Default.OrderReply)));
    }
}
