using System.Net;
using System.Net.Sockets;

namespace Monocoque.TransportBench.Scenarios;

/// <summary>Connections of the built-in clients. They block, because a thread that waits in the kernel adds least to what is measured.</summary>
internal static class LoopbackClient
{
    /// <summary>A server that says nothing for so long has lost something; the run is rejected instead of waiting for ever.</summary>
    internal static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);

    internal static Socket Connect(int port)
    {
        var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp)
        {
            NoDelay = true,
            SendTimeout = (int)Patience.TotalMilliseconds,
            ReceiveTimeout = (int)Patience.TotalMilliseconds,
        };
        try
        {
            socket.Connect(IPAddress.Loopback, port);
            return socket;
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }

    /// <summary>Runs a client that blocks or spins on a thread of its own.</summary>
    internal static Task<T> RunAsync<T>(Func<T> client) =>
        Task.Factory.StartNew(client, CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default);
}
