namespace Monocoque.Transports;

/// <summary>There was a connection, which did not become a WebSocket that speaks ZeroMQ.</summary>
internal sealed class WebSocketRefusedException : IOException
{
    internal WebSocketRefusedException(string message)
        : base(message)
    {
    }

    internal WebSocketRefusedException(string message, Exception cause)
        : base(message, cause)
    {
    }
}
