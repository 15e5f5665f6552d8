using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Http;

namespace Monocoque.Transport.IoUring.Support;

/// <summary>
/// A server that something bad happens to. In the end nothing may be left of it: no descriptor, no operation, no lent buffer, no rented memory, no entry in the table.
/// The descriptors are the process's, so such tests run alone.
/// </summary>
internal sealed class FaultScene : IAsyncDisposable
{
    private readonly Descriptors _before;

    private FaultScene(TestServer server, Descriptors before)
    {
        Server = server;
        _before = before;
    }

    internal TestServer Server { get; }

    internal static async Task<FaultScene> StartAsync(TransportKind kind, Func<ConnectionContext, Task> handler, ServerSettings? settings = null) =>
        Settle(await TestServer.StartRawAsync(kind, handler, settings));

    internal static async Task<FaultScene> StartHttpAsync(TransportKind kind, RequestDelegate handler, ServerSettings? settings = null) =>
        Settle(await TestServer.StartHttpAsync(kind, handler, settings));

    /// <summary>The end of each such test.</summary>
    /// <param name="clients">Those that are still there, which end first.</param>
    internal async Task AssertNothingLeftAsync(params IDisposable[] clients)
    {
        foreach (var client in clients)
            client.Dispose();
        await Server.AssertNothingLeftAsync();
        await _before.AssertBackAsync();
    }

    public ValueTask DisposeAsync() => Server.DisposeAsync();

    private static FaultScene Settle(TestServer server) => new(server, Descriptors.Settled());
}
