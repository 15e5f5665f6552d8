namespace Monocoque.Conformance.Support;

/// <summary>
/// A socket of either implementation, spoken to in frames of octets. A failing call throws <see cref="ZmqException"/> with the same
/// <see cref="ZmqError"/> on both; what is no address or no value throws <see cref="ArgumentException"/> or <see cref="FormatException"/>.
/// </summary>
internal interface ITestSocket : IAsyncDisposable
{
    Side Side { get; }

    ZmqSocketType Type { get; }

    /// <summary>Listens and returns the address with the real port.</summary>
    Task<string> BindAsync(string address);

    Task UnbindAsync(string address);

    /// <summary>Begins to connect; does not wait for the peer.</summary>
    Task ConnectAsync(string address);

    Task DisconnectAsync(string address);

    Task SubscribeAsync(byte[] prefix);

    Task UnsubscribeAsync(byte[] prefix);

    /// <summary>Sends a message, waiting for room.</summary>
    Task SendAsync(params byte[][] frames);

    /// <summary>Sends a message if that is possible at once; false if it would have to wait.</summary>
    Task<bool> TrySendAsync(params byte[][] frames);

    /// <summary>Receives a message; fails if none comes.</summary>
    Task<byte[][]> ReceiveAsync();

    /// <summary>Receives a message; null if none comes within <paramref name="patience"/>.</summary>
    Task<byte[][]?> TryReceiveAsync(TimeSpan patience);

    /// <summary>Changes options while the socket lives.</summary>
    Task ChangeAsync(Action<ZmqSocketOptions> change);

    /// <summary>What happens to the socket's connections from now on.</summary>
    Task<EventLog> WatchAsync();
}
