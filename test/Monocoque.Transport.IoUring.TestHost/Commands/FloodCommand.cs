using System.Globalization;
using System.Net;
using System.Net.Sockets;

namespace Monocoque.Transport.IoUring.Host.Commands;

/// <summary>A client that sends until it is killed, and one more connection that reads nothing.</summary>
internal static class FloodCommand
{
    private const int Connections = 16;

    internal static int Run(Queue<string> words)
    {
        var endPoint = new IPEndPoint(IPAddress.Loopback, int.Parse(words.Dequeue(), CultureInfo.InvariantCulture));
        var sockets = Enumerable.Range(0, Connections).Select(_ => new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp)).ToList();
        sockets.ForEach(socket => socket.Connect(endPoint));
        Console.WriteLine("flooding");
        var junk = new byte[10_000];
        while (true)
        {
            foreach (var socket in sockets)
            {
                if (socket.Poll(0, SelectMode.SelectWrite))
                    _ = socket.Send(junk);
            }
        }
    }
}
