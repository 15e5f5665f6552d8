namespace Monocoque.Admission;

/// <summary>A connection in its handshake, as the gate counts it. Left when the peer is one, or the connection has ended, whichever comes first.</summary>
internal sealed class HandshakePlace(HandshakeGate gate, HandshakeGate.Origin? origin)
{
    private int _isLeft;

    /// <summary>May be called more than once, from any thread.</summary>
    internal void Leave()
    {
        if (Interlocked.Exchange(ref _isLeft, 1) == 0)
            gate.Leave(origin);
    }
}
