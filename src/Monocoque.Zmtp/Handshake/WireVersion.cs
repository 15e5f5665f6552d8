namespace Monocoque.Zmtp;

/// <summary>The version both ends of a connection speak: the lower of the two, of those there are.</summary>
internal enum WireVersion
{
    Unknown,

    /// <summary>No commands, no security: a socket type and an identity, then messages.</summary>
    V20,

    /// <summary>Commands; subscriptions are messages.</summary>
    V30,

    /// <summary>Subscriptions are commands.</summary>
    V31,
}

/// <summary>Versions as users write them.</summary>
internal static class WireVersions
{
    private static readonly Version s_v20 = new(2, 0);
    private static readonly Version s_v30 = new(3, 0);
    private static readonly Version s_v31 = new(3, 1);

    internal static Version ToVersion(this WireVersion version) => version switch
    {
        WireVersion.V20 => s_v20,
        WireVersion.V30 => s_v30,
        _ => s_v31,
    };

    /// <summary>Unknown if it is none of 2.0, 3.0 and 3.1.</summary>
    internal static WireVersion Parse(Version version) =>
        version == s_v20 ? WireVersion.V20
        : version == s_v30 ? WireVersion.V30
        : version == s_v31 ? WireVersion.V31
        : WireVersion.Unknown;
}
