using Monocoque.Security;

namespace Monocoque;

/// <summary>
/// A ZAP handler (RFC 27): answers others' questions about their peers, so that servers in any language share the users that an
/// <see cref="IZmqAuthenticator"/> knows.
/// <code>
/// await using var socket = await ZmqSocket.BindAsync&lt;IRouterSocket&gt;("ipc:///run/zap.sock");
/// await new ZmqZapHandler(socket, authenticator).RunAsync(cancellationToken);
/// </code>
/// <para>
/// Sockets of this library ask it by <see cref="ZmqSecurityOptions.ZapEndpoint"/>, of the same runtime also over
/// <c>inproc://zeromq.zap.01</c>. libzmq asks at that address inside its own context only, so there a thread has to pass its questions on. In a
/// web application <c>MapZmqZapHandler</c> does all this.
/// </para>
/// <para>
/// Whoever reaches the address may try credentials there, and over PLAIN passwords come in the clear: bind it to <c>inproc</c>, <c>ipc</c> or
/// the loopback address, or give the socket CURVE.
/// </para>
/// </summary>
public sealed class ZmqZapHandler
{
    private readonly IRouterSocket _socket;
    private readonly ZapResponder _responder;

    /// <summary>Joins a socket and an authenticator. Nothing is answered before <see cref="RunAsync"/>.</summary>
    /// <param name="socket">Where the questions come from. It stays the caller's; nobody else should receive from it meanwhile.</param>
    /// <param name="authenticator">
    /// Says who may come in. The <see cref="ZmqAuthenticationRequest.Domain"/> and the <see cref="ZmqAuthenticationRequest.Address"/> are as they
    /// were asked; a port is not known.
    /// </param>
    public ZmqZapHandler(IRouterSocket socket, IZmqAuthenticator authenticator)
    {
        ArgumentNullException.ThrowIfNull(socket);
        ArgumentNullException.ThrowIfNull(authenticator);
        _socket = socket;
        _responder = new ZapResponder(authenticator);
    }

    /// <summary>
    /// Answers until <paramref name="cancellationToken"/> fires or the socket is closed, up to 16 questions at once. An authenticator that throws
    /// is an answer of 500, and one that takes longer than the <see cref="ZmqSocketOptions.HandshakeTimeout"/> of the socket one of 300. What is
    /// no request of ZAP 1.0 is answered with 500, an unknown mechanism with 400.
    /// </summary>
    /// <exception cref="OperationCanceledException"><paramref name="cancellationToken"/> fired.</exception>
    /// <exception cref="ZmqException"><see cref="ZmqError.Terminated"/>: the socket was closed.</exception>
    public Task RunAsync(CancellationToken cancellationToken = default) => Task.WhenAll(
        Enumerable.Range(0, ZapResponder.MostAtOnce).Select(_ => Task.Run(() => AnswerAsync(cancellationToken), CancellationToken.None)));

    private async Task AnswerAsync(CancellationToken cancellationToken)
    {
        while (true)
        {
            using var question = await _socket.ReceiveAsync(cancellationToken).ConfigureAwait(false);
            var first = FindFirst(question);
            if (await _responder.AnswerAsync(_socket, question, first, cancellationToken).ConfigureAwait(false) is not { } frames)
                continue;
            var answer = ZmqMessage.Create([.. Enumerable.Range(0, first).Select(i => question[i]), .. frames]);
            try
            {
                await _socket.SendAsync(answer, cancellationToken).ConfigureAwait(false);
            }
            catch (ZmqException exception) when (exception.Error == ZmqError.HostUnreachable)
            {
                // A mandatory ROUTER, and who asked has gone.
                answer.Dispose();
            }
        }
    }

    /// <summary>The frame behind the delimiter; in front of it are the routing ids of who asked and of the relays between.</summary>
    private static int FindFirst(in ZmqMessage question)
    {
        for (var i = 1; i < question.Count; i++)
        {
            if (question[i].IsEmpty)
                return i + 1;
        }
        return question.Count;
    }
}
