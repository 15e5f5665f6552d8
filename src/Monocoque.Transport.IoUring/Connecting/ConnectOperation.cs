using System.Buffers;
using System.Net;
using Monocoque.Transport.IoUring.Connections;
using Monocoque.Transport.IoUring.Interop;
using Monocoque.Transport.IoUring.Loop;
using Monocoque.Transport.IoUring.Rings;

namespace Monocoque.Transport.IoUring.Connecting;

/// <summary>One attempt to connect one socket to one address. The address stays pinned until the completion.</summary>
internal sealed class ConnectOperation : ICompletionTarget
{
    private readonly RingThread _ring;
    private readonly ConnectionSettings _settings;
    private readonly int _socket;
    private readonly SocketAddress _address;
    private readonly TaskCompletionSource<IoUringConnection> _done = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly CancellationToken _cancellationToken;
    private MemoryHandle _pin;
    private OperationId _place;
    private bool _isStarted;
    private bool _isDone;

    internal ConnectOperation(RingThread ring, int socket, EndPoint endPoint, ConnectionSettings settings, CancellationToken cancellationToken)
    {
        _ring = ring;
        _socket = socket;
        _settings = settings;
        _cancellationToken = cancellationToken;
        _address = endPoint.Serialize();
    }

    /// <summary>Owns the socket from here on: it ends in the connection or is closed.</summary>
    internal async Task<IoUringConnection> RunAsync()
    {
        _ring.Post(static operation => ((ConnectOperation)operation!).Begin(), this);
        using var registration = _cancellationToken.UnsafeRegister(
            static state => ((ConnectOperation)state!)._ring.Post(static operation => ((ConnectOperation)operation!).Cancel(), state), this);
        return await _done.Task.ConfigureAwait(false);
    }

    void ICompletionTarget.OnBatchEnd()
    {
    }

    void ICompletionTarget.OnRingEnding() => Cancel();

    /// <summary>The pin stays: the kernel may still read the address.</summary>
    void ICompletionTarget.OnRingLost()
    {
        _isDone = true;
        _ring.Targets.Remove(_place);
        Refuse(-Errno.ECANCELED);
    }

    void ICompletionTarget.OnCompletion(in Completion completion)
    {
        _isDone = true;
        _pin.Dispose();
        _ring.Targets.Remove(_place);
        if (completion.Result >= 0 && !_ring.IsEnding && !_cancellationToken.IsCancellationRequested)
            Open();
        else
            Refuse(completion.Result < 0 ? completion.Result : -Errno.ECANCELED);
    }

    private void Begin()
    {
        if (_ring.IsEnding || _cancellationToken.IsCancellationRequested)
        {
            Refuse(-Errno.ECANCELED);
            return;
        }
        _isStarted = true;
        _place = _ring.Targets.Add(this);
        _pin = _address.Buffer.Pin();
        _ring.Ring.Connect(_socket, _pin, _address.Size, OperationTable.For(_place, RingOperation.Connect));
    }

    private void Cancel()
    {
        if (_isStarted && !_isDone && !_ring.HasEnded)
            _ring.Ring.Cancel(OperationTable.For(_place, RingOperation.Connect));
    }

    private void Open()
    {
        var connection = new IoUringConnection(_ring, _socket, _settings);
        connection.Start();
        _done.SetResult(connection);
    }

    private void Refuse(int result)
    {
        _ = SocketSyscalls.Close(_socket);
        if (_cancellationToken.IsCancellationRequested)
            _done.SetCanceled(_cancellationToken);
        else
            _done.SetException(SocketErrors.ToSocketException(result));
    }
}
