using System.Net.Sockets;
using Microsoft.AspNetCore.Connections;

namespace Monocoque.Transport.IoUring.Support;

/// <summary>A client and the server's side of its connection, which lives until it is told to finish. Nothing is left of it in the end.</summary>
internal sealed class ConnectionProbe : IAsyncDisposable
{
    private readonly TaskCompletionSource _finished;

    private ConnectionProbe(TestServer server, Socket client, ConnectionContext connection, TaskCompletionSource finished)
    {
        Server = server;
        Client = client;
        Connection = connection;
        _finished = finished;
    }

    internal TestServer Server { get; }

    internal Socket Client { get; }

    internal ConnectionContext Connection { get; }

    internal static async Task<ConnectionProbe> StartAsync(TransportKind kind, ServerSettings? settings = null)
    {
        var accepted = new TaskCompletionSource<ConnectionContext>(TaskCreationOptions.RunContinuationsAsynchronously);
        var finished = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var server = await TestServer.StartRawAsync(
            kind,
            connection =>
            {
                accepted.SetResult(connection);
                return finished.Task;
            },
            settings);
        var client = await server.ConnectAsync();
        return new ConnectionProbe(server, client, await accepted.Task.InTime(), finished);
    }

    /// <summary>Lets the handler return, so that Kestrel disposes the connection.</summary>
    internal void Finish() => _finished.TrySetResult();

    public async ValueTask DisposeAsync()
    {
        Finish();
        Client.Dispose();
        await Server.AssertNothingLeftAsync();
        await Server.DisposeAsync();
    }
}
