namespace Monocoque.Zmtp;

/// <summary>What <see cref="ZwsDecoder.Advance"/> found.</summary>
internal enum ZwsStatus
{
    NeedMoreData,

    /// <summary><see cref="ZwsDecoder.Frame"/> has a whole frame.</summary>
    Frame,

    /// <summary>The connection must be closed: <see cref="ZwsDecoder.Fault"/> says why.</summary>
    Failed,
}
