using Microsoft.AspNetCore.Connections;

namespace Monocoque;

/// <summary>How ZeroMQ lives in a web application.</summary>
public sealed class ZmtpOptions
{
    /// <summary>The section of the configuration that holds <c>Sockets</c>. Default <c>Zmq</c>.</summary>
    public string ConfigurationSection { get; set; } = "Zmq";

    /// <summary>Middleware that every accepted connection passes before ZMTP, for example <c>UseConnectionLogging</c>. Null: none.</summary>
    public Action<IConnectionBuilder>? ConfigureConnection { get; set; }

    /// <summary>
    /// Every plaintext HTTP endpoint of Kestrel speaks ZMTP too: the first octet of a connection decides. A peer reaches the mapped socket that it names by the
    /// <c>Resource</c> property of its READY, or else the only mapped one that talks to its type; if that is none or several it is refused. Default false.
    /// <para>
    /// Endpoints with TLS are left alone, or their port would take plaintext; write <c>listen.UseHttps()</c> and then
    /// <see cref="Microsoft.AspNetCore.Hosting.ZmtpListenOptionsExtensions.UseZmtp"/> there. Cleartext HTTP/2 shares its port where the endpoint's
    /// <c>Protocols</c> are <c>Http2</c> alone. Peers of ZMTP 1.0 are refused, as everywhere.
    /// </para>
    /// </summary>
    public bool ShareHttpPorts { get; set; }

    /// <summary>
    /// How long a connection to a shared port may be silent before it counts as HTTP, whose own limits end it. ZMTP peers speak at once. Default 5 s.
    /// </summary>
    public TimeSpan SniffTimeout { get; set; } = TimeSpan.FromSeconds(5);

    /// <summary>
    /// What every socket starts from, before its section of the configuration and its code. A default that does not apply to a pattern is
    /// skipped there. <see cref="ZmqSocketOptions.Type"/>, <see cref="ZmqSocketOptions.Bind"/> and <see cref="ZmqSocketOptions.Connect"/>
    /// belong to one socket and are refused here.
    /// </summary>
    public ZmqSocketOptions Defaults { get; } = new();
}
