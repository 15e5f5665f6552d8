namespace Monocoque.Interop.LibZmq;

/// <summary>Where libzmq expects the ZAP handler of a context, a REP that passes each question on to a handler elsewhere, by a REQ, and its answer back.</summary>
internal static class LibZmqZapRelay
{
    internal static async Task StartAsync(LibZmqContext context, string handler)
    {
        var inside = context.Open(LibZmqSocketType.Rep);
        await inside.BindAsync(LibZmqZapHandler.Address);
        var outside = context.Open(LibZmqSocketType.Req);
        await outside.ConnectAsync(handler);
        _ = RelayAsync(inside, outside);
    }

    private static async Task RelayAsync(LibZmqSocket inside, LibZmqSocket outside)
    {
        try
        {
            while (true)
            {
                if (await inside.TryReceiveAsync(TimeSpan.FromMilliseconds(20)) is not { } question)
                    continue;
                await outside.SendAsync(question);
                await inside.SendAsync(await outside.ReceiveAsync());
            }
        }
        catch (Exception exception) when (exception is LibZmqException or InvalidOperationException)
        {
            // The context was ended.
        }
    }
}
