using System.Buffers.Binary;
using Monocoque.Patterns;

namespace Monocoque.Security;

/// <summary>
/// Asks a ZAP handler (RFC 27). One DEALER carries the questions of all sockets that ask there; a number in each tells the answers apart. A handler that is away costs a
/// peer a temporary refusal.
/// </summary>
internal sealed class ZapAuthenticator : IZmqAuthenticator
{
    /// <summary>How long a question may wait for a handler to be there.</summary>
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(2);

    private readonly ZapQuestions _questions = new();
    private readonly ZmqRuntime _runtime;
    private readonly IDealerSocket _socket;
    private readonly string _endpoint;

    private ZapAuthenticator(ZmqRuntime runtime, string endpoint)
    {
        _runtime = runtime;
        _endpoint = endpoint;
        _socket = runtime.CreateSocket<IDealerSocket>(static options =>
        {
            // A handler that comes back is not to find questions whose peers have gone.
            options.Immediate = true;
            options.SendTimeout = s_patience;
            options.Linger = TimeSpan.Zero;
        });
    }

    internal static ZapAuthenticator Start(ZmqRuntime runtime, string endpoint)
    {
        var authenticator = new ZapAuthenticator(runtime, endpoint);
        authenticator._socket.Connect(endpoint);
        _ = Task.Run(authenticator.ReceiveAsync);
        return authenticator;
    }

    public async ValueTask<ZmqAuthenticationResult> AuthenticateAsync(ZmqAuthenticationRequest request, CancellationToken cancellationToken)
    {
        var question = _questions.Ask();
        if (!await TrySendAsync(question, request, cancellationToken).ConfigureAwait(false))
            return ZmqAuthenticationResult.Fail(ZmqAuthenticationStatus.TemporaryFailure, $"there is no ZAP handler at {_endpoint}");
        try
        {
            using var reply = await question.Answer.WaitAsync(cancellationToken).ConfigureAwait(false);
            return ZapFrames.ReadReply(reply, request);
        }
        catch (ZapReplyException fault)
        {
            return ZmqAuthenticationResult.Misunderstood(fault);
        }
        catch (OperationCanceledException)
        {
            _questions.GiveUp(question);
            throw;
        }
    }

    /// <summary>False: there is nobody to ask.</summary>
    private async ValueTask<bool> TrySendAsync(ZapOpenQuestion question, ZmqAuthenticationRequest request, CancellationToken cancellationToken)
    {
        var requestId = new byte[sizeof(long)];
        BinaryPrimitives.WriteInt64BigEndian(requestId, question.Number);
        var message = ZmqMessage.Create([ReadOnlyMemory<byte>.Empty, .. ZapFrames.WriteRequest(requestId, request)]);
        var isSent = false;
        try
        {
            await _socket.SendAsync(message, cancellationToken).ConfigureAwait(false);
            isSent = true;
        }
        catch (TimeoutException)
        {
            // Said by the result.
        }
        finally
        {
            if (!isSent)
            {
                message.Dispose();
                _questions.Withdraw(question);
            }
        }
        return isSent;
    }

    private async Task ReceiveAsync()
    {
        try
        {
            while (true)
                Take(await _socket.ReceiveAsync().ConfigureAwait(false));
        }
        catch (ZmqException exception) when (exception.Error == ZmqError.Terminated)
        {
            // The runtime has ended, and with it all who might ask.
        }
    }

    private void Take(ZmqMessage reply)
    {
        if (TryReadNumber(reply, out var number) && _questions.WasGiven(number))
        {
            // What comes late is dropped.
            if (!_questions.TryAnswer(number, reply))
                reply.Dispose();
            return;
        }
        var fault = ZapFrames.BlameStray(reply);
        reply.Dispose();
        ((SocketBase)_socket).Counters.AddZapFault();
        _runtime.Log.StrayZapReply(_endpoint, fault.Message);
        _questions.AddStray(fault);
    }

    private static bool TryReadNumber(in ZmqMessage reply, out long number)
    {
        number = 0;
        return reply.Count > 2 && reply[2].Length == sizeof(long) && BinaryPrimitives.TryReadInt64BigEndian(reply[2].Span, out number);
    }
}
