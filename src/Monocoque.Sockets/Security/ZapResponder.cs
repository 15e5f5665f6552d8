using System.Security.Cryptography;
using Monocoque.Patterns;

namespace Monocoque.Security;

/// <summary>
/// Puts the questions of ZAP clients to an authenticator, and its answers into frames. What a client or the authenticator does wrong is an
/// answer too.
/// </summary>
internal sealed class ZapResponder(IZmqAuthenticator authenticator)
{
    /// <summary>How many questions of a handler are with the authenticator at once.</summary>
    internal const int MostAtOnce = 16;

    /// <summary>The answer to the request in <paramref name="message"/>, without the delimiter; null if there is none that would reach who asked.</summary>
    internal async ValueTask<ReadOnlyMemory<byte>[]?> AnswerAsync(
        IZmqSocket socket, ZmqMessage message, int first, CancellationToken cancellationToken)
    {
        var log = (socket as SocketBase)?.Runtime.Log;
        if (ZapQuestion.Read(message, first, socket.Name) is not { } question)
        {
            log?.UnanswerableZapRequest(socket.Name, message.Count);
            return null;
        }
        if (question.Request is not { } request)
        {
            log?.BadZapRequest(socket.Name, question.Fault.Reason!);
            return ZapFrames.WriteReply(question.Id, question.Fault);
        }
        try
        {
            return ZapFrames.WriteReply(question.Id, await JudgeAsync(socket, request, cancellationToken).ConfigureAwait(false));
        }
        finally
        {
            CryptographicOperations.ZeroMemory(question.Password);
        }
    }

    /// <summary>An answer that comes later than any handshake waits for is of no use.</summary>
    private async ValueTask<ZmqAuthenticationResult> JudgeAsync(
        IZmqSocket socket, ZmqAuthenticationRequest request, CancellationToken cancellationToken)
    {
        var core = socket as SocketBase;
        using var late = new CancellationTokenSource(
            core?.Options.HandshakeTimeout ?? Timeout.InfiniteTimeSpan, core?.Runtime.Options.TimeProvider ?? TimeProvider.System);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(late.Token, cancellationToken);
        try
        {
            return await authenticator.AuthenticateAsync(request, either.Token).AsTask().WaitAsync(either.Token).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (late.IsCancellationRequested)
        {
            return ZmqAuthenticationResult.Fail(ZmqAuthenticationStatus.TemporaryFailure, "the authenticator did not answer in time");
        }
        catch (Exception exception) when (!cancellationToken.IsCancellationRequested)
        {
            core?.Runtime.Log.ZapAuthenticatorFailed(socket.Name, exception);
            return ZmqAuthenticationResult.Fail(ZmqAuthenticationStatus.InternalError, "the authenticator failed");
        }
    }
}
