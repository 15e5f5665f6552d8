namespace Monocoque.AspNetCore.Tests.Fakes;

/// <summary>Real sockets on the other side.</summary>
internal static class Clients
{
    internal static string Address(this IZmqSocket socket) => Assert.Single(socket.BoundAddresses).ToString()!;

    internal static Task<TSocket> ConnectAsync<TSocket>(IZmqSocket to)
        where TSocket : class, IZmqSocket =>
        ZmqSocket.ConnectAsync<TSocket>(to.Address(), cancellationToken: TestContext.Current.CancellationToken).Within();

    internal static async Task<string[]> AskAsync(this IDealerSocket dealer, params string[] frames)
    {
        await dealer.SendAsync(ZmqMessage.Text(frames), TestContext.Current.CancellationToken).Within();
        return await dealer.ReceiveTextAsync();
    }

    internal static async Task<string[]> ReceiveTextAsync(this IZmqReceiver socket)
    {
        using var message = await socket.ReceiveAsync(TestContext.Current.CancellationToken).Within();
        return [.. Enumerable.Range(0, message.Count).Select(message.GetString)];
    }
}
