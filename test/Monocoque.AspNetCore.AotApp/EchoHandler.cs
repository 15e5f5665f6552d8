namespace Monocoque.AspNetCore.AotApp;

/// <summary>A handler as a class, whose constructor takes a service and finds it without warnings.</summary>
internal sealed class EchoHandler(OrderBook book) : IZmqHandler
{
    public ValueTask HandleAsync(ZmqContext context) =>
        context.ReplyAsync(ZmqMessage.Text($"{context.Message.GetString(0)} of {book.GetType().Name}"));
}
