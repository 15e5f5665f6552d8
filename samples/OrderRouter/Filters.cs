using System.Text.Json;
using Monocoque;

namespace OrderRouter;

/// <summary>What stands around the handler of the orders.</summary>
internal static class Filters
{
    /// <summary>While the market is closed, orders are answered without asking anybody.</summary>
    internal static Func<ZmqDelegate, ZmqDelegate> RefuseWhenClosed(Desk desk) => next => context =>
        desk.IsOpen ? next(context) : ReplyAsync(context, "The market is closed.");

    /// <summary>Answers those whose order failed, so that nobody waits for ever.</summary>
    internal static ValueTask ExplainAsync(ZmqContext context, Exception error) => ReplyAsync(context, error switch
    {
        OrderException => error.Message,
        ZmqBadMessageException => """This is not an order. Send one frame of JSON: {"symbol":"EURUSD","quantity":1}.""",
        TimeoutException => "No venue answered in time.",
        _ => "The order could not be taken. Try again later.",
    });

    private static ValueTask ReplyAsync(ZmqContext context, string reason) =>
        context.ReplyAsync(ZmqMessage.Wrap(JsonSerializer.SerializeToUtf8Bytes(new Rejection(reason), JsonSerializerOptions.Web)));
}
