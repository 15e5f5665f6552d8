namespace Monocoque.AspNetCore.TestApp;

public sealed class ClockHandler(QuoteBoard board) : IZmqHandler
{
    public ValueTask HandleAsync(ZmqContext context) =>
        context.ReplyAsync(ZmqMessage.Text($"{context.Message.GetString(0)} at noon{board.Get("none")}"));
}
