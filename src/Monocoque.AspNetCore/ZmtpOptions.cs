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
    /// What every socket starts from, before its section of the configuration and its code. A default that does not apply to a pattern is
    /// skipped there. <see cref="ZmqSocketOptions.Type"/>, <see cref="ZmqSocketOptions.Bind"/> and <see cref="ZmqSocketOptions.Connect"/>
    /// belong to one socket and are refused here.
    /// </summary>
    public ZmqSocketOptions Defaults { get; } = new();
}
