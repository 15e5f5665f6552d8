using System.Text;

namespace Monocoque.Interop.LibZmq;

/// <summary>The ZAP handler of a libzmq context, which its PLAIN servers need: answers every request as <c>answer</c> says.</summary>
internal sealed class LibZmqZapHandler
{
    internal const string Address = "inproc://zeromq.zap.01";

    private readonly LibZmqSocket _socket;
    private readonly Func<byte[][], (string Status, string User)> _answer;

    private LibZmqZapHandler(LibZmqSocket socket, Func<byte[][], (string Status, string User)> answer)
    {
        _socket = socket;
        _answer = answer;
    }

    /// <summary>All requests so far.</summary>
    internal List<byte[][]> Requests { get; } = [];

    /// <summary>Binds the handler and lets it answer until the context ends.</summary>
    internal static async Task<LibZmqZapHandler> StartAsync(
        LibZmqContext context, Func<byte[][], (string Status, string User)> answer, string address = Address)
    {
        var socket = context.Open(LibZmqSocketType.Rep);
        var handler = new LibZmqZapHandler(socket, answer);
        handler.BoundAddress = await socket.BindAsync(address);
        _ = handler.RunAsync();
        return handler;
    }

    internal string BoundAddress { get; private set; } = "";

    internal static (string Status, string User) Check(byte[][] request, string user, string password) =>
        Encoding.UTF8.GetString(request[6]) == user && Encoding.UTF8.GetString(request[7]) == password ? ("200", user) : ("400", "");

    private async Task RunAsync()
    {
        try
        {
            while (true)
            {
                if (await _socket.TryReceiveAsync(TimeSpan.FromMilliseconds(20)) is not { } request)
                    continue;
                Requests.Add(request);
                var (status, user) = _answer(request);
                await _socket.SendAsync(request[0], request[1], Encoding.ASCII.GetBytes(status), "text"u8.ToArray(), Encoding.UTF8.GetBytes(user), []);
            }
        }
        catch (Exception exception) when (exception is LibZmqException or InvalidOperationException)
        {
            // The context was ended.
        }
    }
}
