using System.Net.Sockets;
using System.Runtime.InteropServices;
using Monocoque.Transport.IoUring.Diagnostics;
using Monocoque.Transport.IoUring.Interop;
using Monocoque.Transport.IoUring.Loop;
using Monocoque.Transport.IoUring.Rings;

namespace Monocoque.Transport.IoUring.Listening;

/// <summary>
/// Keeps a multishot accept armed on one ring. Closing the socket would not end it, for the operation holds the file, and shutting it down would end it for
/// another process that shares the socket: so it is cancelled, and the socket closed after the last completion. All state belongs to the ring's thread.
/// </summary>
internal sealed class Acceptor(IoUringListener listener, Socket socket, RingThread ring, IoUringLog log) : ICompletionTarget
{
    private const int FirstPause = 10;
    private const int LongestPause = 200;

    private readonly TaskCompletionSource _stopped = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly SafeHandle _handle = socket.SafeHandle;
    private OperationId _place;
    private State _state;
    private Timer? _timer;
    private int _pause = FirstPause;
    private bool _isFailing;
    private bool _isStopping;

    private enum State : byte
    {
        New,
        Armed,
        Cancelling,

        /// <summary>Not in flight: the application has not taken what was accepted, or the system lacks something.</summary>
        Paused,
        Stopped,
    }

    internal void Start() => ring.Post(static acceptor => ((Acceptor)acceptor!).Begin(), this);

    /// <summary>There is room again. From any thread.</summary>
    internal void Resume() => ring.Post(static acceptor => ((Acceptor)acceptor!).ArmIfPaused(), this);

    /// <summary>Ends accepting and closes the socket. From any thread, any number of times.</summary>
    internal Task StopAsync()
    {
        ring.Post(static acceptor => ((Acceptor)acceptor!).Stop(), this);
        return _stopped.Task;
    }

    void ICompletionTarget.OnBatchEnd()
    {
    }

    void ICompletionTarget.OnRingEnding() => Stop();

    void ICompletionTarget.OnRingLost() => Finish();

    void ICompletionTarget.OnCompletion(in Completion completion)
    {
        if (completion.Result >= 0)
            OnAccepted(completion.Result);
        if (!completion.HasMore)
            OnAcceptEnded(completion.Result);
        else if (_state == State.Armed && listener.IsFull)
            Cancel();
    }

    private void Begin()
    {
        if (_isStopping || ring.HasEnded)
        {
            Finish();
            return;
        }
        var isCounted = false;
        _handle.DangerousAddRef(ref isCounted);
        _place = ring.Targets.Add(this);
        Arm();
    }

    private void OnAccepted(int accepted)
    {
        _isFailing = false;
        _pause = FirstPause;
        listener.Open(accepted);
    }

    private void OnAcceptEnded(int result)
    {
        if (_isStopping)
        {
            Finish();
            return;
        }
        _state = State.Paused;
        if (result is -Errno.EMFILE or -Errno.ENFILE or -Errno.ENOBUFS or -Errno.ENOMEM)
            PauseFor(result);
        else if (result is >= 0 or -Errno.ECANCELED or -Errno.ECONNABORTED or -Errno.EPROTO or -Errno.EINTR or -Errno.EAGAIN)
            ArmIfPaused();
        else
            Fail(result);
    }

    /// <summary>Descriptors or memory are short. The limit is read when the operation is armed, so it is armed anew, each time a little later.</summary>
    private void PauseFor(int result)
    {
        if (!_isFailing)
            log.AcceptPaused(listener.EndPoint, Marshal.GetPInvokeErrorMessage(-result));
        _isFailing = true;
        _timer ??= new Timer(static acceptor => ((Acceptor)acceptor!).Resume(), this, Timeout.Infinite, Timeout.Infinite);
        _timer.Change(_pause, Timeout.Infinite);
        _pause = Math.Min(_pause * 2, LongestPause);
    }

    private void Fail(int result)
    {
        log.AcceptFailed(listener.EndPoint, Marshal.GetPInvokeErrorMessage(-result));
        _isStopping = true;
        Finish();
    }

    private void ArmIfPaused()
    {
        if (_state == State.Paused && !_isStopping && !listener.IsFull)
            Arm();
    }

    private void Arm()
    {
        _state = State.Armed;
        ring.Ring.Accept((int)_handle.DangerousGetHandle(), OperationTable.For(_place, RingOperation.Accept));
    }

    private void Cancel()
    {
        _state = State.Cancelling;
        ring.Ring.Cancel(OperationTable.For(_place, RingOperation.Accept));
    }

    private void Stop()
    {
        _isStopping = true;
        if (_state == State.Armed && !ring.HasEnded)
            Cancel();
        else if (_state is State.New or State.Paused || ring.HasEnded)
            Finish();
    }

    private void Finish()
    {
        if (_state == State.Stopped)
            return;
        var wasCounted = _state != State.New;
        _state = State.Stopped;
        _timer?.Dispose();
        if (wasCounted)
        {
            ring.Targets.Remove(_place);
            _handle.DangerousRelease();
        }
        socket.Dispose();
        listener.Complete();
        _stopped.SetResult();
    }
}
