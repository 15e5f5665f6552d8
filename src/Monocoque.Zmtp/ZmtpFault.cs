using System.Runtime.InteropServices;

namespace Monocoque.Zmtp;

/// <summary>What a peer did wrong; the default value says that it did nothing wrong.</summary>
/// <param name="Error">The kind of fault.</param>
/// <param name="Reason">Words for our log: printable ASCII.</param>
/// <param name="Reply">Words for the peer, sent as ERROR; null to close without a word.</param>
[StructLayout(LayoutKind.Auto)]
internal readonly record struct ZmtpFault(ZmtpError Error, string Reason, string? Reply = null)
{
    internal bool IsNone => Error == ZmtpError.None;
}
