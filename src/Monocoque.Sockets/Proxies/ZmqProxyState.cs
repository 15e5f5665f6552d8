namespace Monocoque;

/// <summary>What a <see cref="ZmqProxy"/> does.</summary>
public enum ZmqProxyState
{
    /// <summary>Forwards, or will as soon as it runs.</summary>
    Active,

    /// <summary>Takes nothing from either side. What comes waits in the sockets, up to their high-water marks.</summary>
    Paused,

    /// <summary>Has ended, or will not begin.</summary>
    Terminated,
}
