using System.Diagnostics.Metrics;
using Microsoft.AspNetCore.Connections;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Monocoque.Transports;

namespace Monocoque;

/// <summary>What the sockets of a runtime stand on. Everything has a default that needs no host.</summary>
public sealed class ZmqRuntimeOptions
{
    /// <summary>
    /// Listens. The last one that can bind an address is taken, as Kestrel does; with none, Kestrel's Sockets transport serves.
    /// </summary>
    public IList<IConnectionListenerFactory> ListenerFactories { get; } = [];

    /// <summary>Connects. Null: plain sockets with Kestrel's Sockets transport.</summary>
    public IConnectionFactory? ConnectionFactory { get; set; }

    /// <summary>
    /// Every <c>tcp</c> and <c>ipc</c> address is a name in the memory of this runtime, found by its own sockets and nobody else: no port is opened
    /// and no file made. All names of this machine are one (<c>*</c>, <c>localhost</c>, <c>127.0.0.1</c>), other hosts keep their names, and a port
    /// of 0 becomes one. For tests; default false.
    /// </summary>
    public bool InMemory { get; set; }

    /// <summary>The clock of timeouts, reconnects and linger.</summary>
    public TimeProvider TimeProvider { get; set; } = TimeProvider.System;

    /// <summary>Where the runtime logs: categories <c>Monocoque.Sockets</c> and <c>Monocoque.Zmtp</c>.</summary>
    public ILoggerFactory LoggerFactory { get; set; } = NullLoggerFactory.Instance;

    /// <summary>Makes the meter <c>Monocoque</c>. Null: a meter of the process.</summary>
    public IMeterFactory? MeterFactory { get; set; }

    /// <summary>Middleware that every accepted connection passes before ZMTP, e.g. logging.</summary>
    public Action<IConnectionBuilder>? ConfigureConnection { get; set; }

    /// <summary>
    /// Called with every transport connection, accepted or made, before ZMTP is spoken on it; for what a transport offers by its features. It must not
    /// block. <c>UseZmtp</c> has ZMTP run on the I/O threads of the io_uring transport by it.
    /// </summary>
    public Action<ConnectionContext>? PrepareConnection { get; set; }

    /// <summary>
    /// Called before each attempt to connect to a <c>ws</c> or <c>wss</c> address, with the request that asks for the WebSocket and the handler that sends it: for
    /// headers, cookies, credentials, and how the server's certificate is judged (<c>SslOptions</c>). How to connect is the socket's affair, so
    /// <c>ConnectCallback</c> and <c>Proxy</c> are to be left alone. It must not block. Null: nothing is added.
    /// </summary>
    public Action<HttpRequestMessage, SocketsHttpHandler>? ConfigureWebSocket { get; set; }

    /// <summary>
    /// Whom sockets ask about their peers that say nothing else in <see cref="ZmqSocketOptions.Security"/>. Null, the default: nobody, and a PLAIN or CURVE server
    /// without an authenticator of its own cannot be made. In a host, <c>AddZmq().AddAuthenticator&lt;T>()</c> takes it from the services.
    /// </summary>
    public IZmqAuthenticator? Authenticator { get; set; }

    /// <summary>What sockets show at <c>tls+tcp</c> addresses that have no certificate of their own. A web server has one.</summary>
    internal CertificateFile? DefaultCertificate { get; set; }

    /// <summary>Services for <see cref="ConfigureConnection"/>; null: none.</summary>
    public IServiceProvider? Services { get; set; }

    /// <summary>How long closing waits for queued messages where a socket does not say (<c>ZMQ_LINGER</c>). Default one second.</summary>
    public TimeSpan DefaultLinger { get; set; } = TimeSpan.FromSeconds(1);

    /// <summary>What holds for a connection while it is not known which socket it is for: the handshake's time and limits.</summary>
    internal ZmqSocketOptions Defaults { get; set; } = new();

    /// <summary>Overwrites the memory of ended messages, so that reading on in it shows. Always on in debug builds.</summary>
    public bool PoisonReturnedBuffers { get; set; }
}
