using Monocoque.Transport.IoUring.Loop;
using Monocoque.Transport.IoUring.Rings;

namespace Monocoque.Transport.IoUring.Connections;

/// <summary>
/// A watch for the end of the connection, beside the receive. A multishot receive that is armed when data and, behind it, a reset are there already delivers the
/// data, learns that no more octets wait, and sleeps: a reset is no octet, and its wake-up is spent (seen on 6.18). So when the watch tells of an end that the
/// receive has not seen, the receive is begun anew, and from then on each one is over with its completion, so that the next looks at the socket again.
/// </summary>
internal sealed partial class IoUringConnection
{
    private bool _isHungUp;
    private bool _hasLooked;

    private void WatchHangUp()
    {
        if (_ring.HasEnded)
            OnHungUp();
        else
            _ring.Ring.PollHangUp(_socket, OperationTable.For(_place, RingOperation.HangUp));
    }

    private void OnHungUp()
    {
        _isHungUp = true;
        // Most often the end is the receive's next completion, of the same batch.
        JoinBatch();
        EndDirection();
    }

    private void ReceiveAnewIfHungUp()
    {
        if (!_isHungUp || _hasLooked || _receive != ReceiveState.Armed)
            return;
        _hasLooked = true;
        CancelReceive();
    }
}
