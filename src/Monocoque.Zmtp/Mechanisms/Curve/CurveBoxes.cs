namespace Monocoque.Zmtp;

/// <summary>What a CURVE handshake leaves behind: one way to box what is sent, and one to open what is received. Each has a copy of the key, because they are used and
/// wiped at different times.</summary>
internal sealed class CurveBoxes(ReadOnlySpan<byte> key, bool isServer, ulong sent, ulong received)
{
    internal CurveSealer Sealer { get; } = new(key, isServer ? CurveNonce.MessageFromServer : CurveNonce.MessageFromClient, sent);

    internal CurveOpener Opener { get; } = new(key, isServer ? CurveNonce.MessageFromClient : CurveNonce.MessageFromServer, received);
}
