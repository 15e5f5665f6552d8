namespace Monocoque.Security;

/// <summary>Which questions a ZAP handler has not answered yet, and which of them an answer is to.</summary>
/// <remarks>
/// libzmq asks for each connection over a pipe of its own, so that an answer with a wrong request id is a fault in that connection, which it ends with
/// ZAP_BAD_REQUEST_ID. Here one DEALER asks for all, and nothing but the id tells what comes back apart:
/// <list type="bullet">
/// <item>An id that was given, and whose question has its answer or nobody waiting for one, makes an answer late. That is legal; it is dropped.</item>
/// <item>An id that was never given is a fault of the handler, and some question gets no other answer. Which one is certain as soon as there are as many such strays as
/// open questions, those that nobody waits for any more among them: then it is all of them. Until then nobody is blamed, so that what is said about one peer, or was
/// about one that has gone, shuts no other out; at the worst, a peer waits until the time for its handshake is over.</item>
/// </list>
/// </remarks>
internal sealed class ZapQuestions
{
    /// <summary>A handler that never answers is not to make us remember all that it was asked.</summary>
    internal const int MostGivenUp = 256;

    private readonly Lock _lock = new();

    /// <summary>In the order in which they were asked.</summary>
    private readonly List<ZapOpenQuestion> _open = [];

    private long _last;
    private int _strays;
    private ZapReplyException? _fault;

    internal ZapOpenQuestion Ask()
    {
        lock (_lock)
        {
            var question = new ZapOpenQuestion(++_last);
            _open.Add(question);
            return question;
        }
    }

    /// <summary>The question did not reach the handler.</summary>
    internal void Withdraw(ZapOpenQuestion question)
    {
        lock (_lock)
        {
            _open.Remove(question);
            BlameWhoIsLeft();
        }
    }

    /// <summary>Nobody waits for the answer any more, but it may come.</summary>
    internal void GiveUp(ZapOpenQuestion question)
    {
        lock (_lock)
        {
            question.GiveUp();
            if (_open.Count(static other => other.IsGivenUp) > MostGivenUp)
                _open.Remove(_open.First(static other => other.IsGivenUp));
            BlameWhoIsLeft();
        }
    }

    internal bool WasGiven(long number)
    {
        lock (_lock)
            return number > 0 && number <= _last;
    }

    /// <summary>True: somebody has the answer now. False: it is late, and the caller's.</summary>
    /// <param name="number">One that was given.</param>
    /// <param name="reply">What came with that number.</param>
    internal bool TryAnswer(long number, in ZmqMessage reply)
    {
        lock (_lock)
        {
            if (_open.Find(question => question.Number == number) is not { } question)
                return false;
            // A handler answers in turn, unless it is made otherwise: what nobody waits for and was asked before, it has passed over.
            _open.RemoveAll(other => other == question || (other.IsGivenUp && other.Number < number));
            var isTaken = question.TryAnswer(reply);
            BlameWhoIsLeft();
            return isTaken;
        }
    }

    /// <summary>There came an answer to nothing that was asked.</summary>
    internal void AddStray(ZapReplyException fault)
    {
        lock (_lock)
        {
            _strays++;
            _fault = fault;
            BlameWhoIsLeft();
        }
    }

    private void BlameWhoIsLeft()
    {
        if (_strays < _open.Count)
            return;
        foreach (var question in _open)
            question.Fail(_fault!);
        _open.Clear();
        _strays = 0;
    }
}
