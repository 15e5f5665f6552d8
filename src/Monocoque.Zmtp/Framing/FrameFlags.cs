namespace Monocoque.Zmtp;

/// <summary>The first octet of a frame.</summary>
[Flags]
internal enum FrameFlags : byte
{
    None = 0,

    /// <summary>Another frame of the same message follows. Never on a command.</summary>
    More = 0x01,

    /// <summary>The size takes eight octets instead of one.</summary>
    Long = 0x02,

    /// <summary>The body is a command.</summary>
    Command = 0x04,
}
