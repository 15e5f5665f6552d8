namespace Monocoque.Security;

/// <summary>A question that a ZAP handler was asked. Changed under the lock of <see cref="ZapQuestions"/>.</summary>
internal sealed class ZapOpenQuestion(long number)
{
    private readonly TaskCompletionSource<ZmqMessage> _answer = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private ZmqMessage _reply;

    internal long Number { get; } = number;

    /// <summary>The message belongs to whoever waits. Fails with a <see cref="ZapReplyException"/>.</summary>
    internal Task<ZmqMessage> Answer => _answer.Task;

    /// <summary>Nobody waits any more.</summary>
    internal bool IsGivenUp { get; private set; }

    internal bool TryAnswer(in ZmqMessage reply)
    {
        _reply = reply;
        return _answer.TrySetResult(reply);
    }

    internal void Fail(ZapReplyException fault)
    {
        if (_answer.TrySetException(fault))
            // Nobody may be there to see it.
            _ = _answer.Task.Exception;
    }

    /// <summary>An answer that has come already is thrown away.</summary>
    internal void GiveUp()
    {
        IsGivenUp = true;
        if (!_answer.TrySetCanceled() && _answer.Task.IsCompletedSuccessfully)
            _reply.Dispose();
    }
}
