using Microsoft.AspNetCore.Http.Features;
using Monocoque.Patterns;
using Monocoque.Security;
using Monocoque.Zmtp;

namespace Monocoque.Peers;

/// <summary>Whether the peer may come in: asked once per connection, on the thread pool, while nothing is read.</summary>
internal sealed partial class PeerConnection
{
    private readonly SecuredSessions? _sessions;
    private CancellationTokenSource? _gone;
    private Task<ZmqAuthenticationResult>? _judging;
    private ZmqAuthenticationResult _verdict;

    /// <summary>The peer has refused us for good, by the status of an authenticator.</summary>
    internal bool IsDenied => Monitoring.ProtocolErrors.FindStatus(_session.Error, _session.ErrorReason) is 400 or 500;

    /// <summary>For the one who writes after the handshake; null if frames go as they are.</summary>
    internal CurveSealer? Sealer => _session.Sealer;

    private static ZmtpSession CreateSession(
        ZmqRuntime runtime, SecuredSessions? sessions, ZmqAddress? address, bool isConnector, ZmtpCarrier carrier)
    {
        var options = sessions is null ? new ZmtpSessionOptions() : address is { Scheme: "inproc" } ? sessions.Inproc : sessions.Options;
        return new ZmtpSession(options, runtime.Pool, isConnector, carrier);
    }

    /// <summary>Asks, and stops reading until there is an answer.</summary>
    private void BeginJudging()
    {
        var credentials = _session.Credentials!;
        var request = new ZmqAuthenticationRequest(credentials.Mechanism)
        {
            Socket = _socket!.Name,
            Domain = _sessions!.Security.Domain,
            RemoteEndPoint = RemoteEndPoint,
            RoutingId = credentials.Identity,
            Metadata = credentials.Metadata,
            UsernameOctets = credentials.Username,
            PasswordOctets = credentials.Password,
            PublicKeyOctets = credentials.PublicKey,
            ClientCertificate = _connection.Features.Get<ITlsConnectionFeature>()?.ClientCertificate,
        };
        DescribeCandidate();
        // The application's code: never on an I/O thread.
        _gone = new CancellationTokenSource();
        _judging = Task.Run(() => JudgeAsync(_sessions, request, _gone.Token));
    }

    /// <summary>First who it is, then whether that one may come in.</summary>
    private async Task<ZmqAuthenticationResult> JudgeAsync(SecuredSessions sessions, ZmqAuthenticationRequest request, CancellationToken gone)
    {
        // inproc has no mechanism, so its peers are nobody.
        var authenticator = _address is { Scheme: "inproc" } ? null : sessions.Security.Authenticator;
        var verdict = authenticator is null ? ZmqAuthenticationResult.Unasked : await AuthenticateAsync(authenticator, request, gone).ConfigureAwait(false);
        return verdict.Status == ZmqAuthenticationStatus.Success && sessions.Authorizer is { } authorizer
            ? await AuthorizeSlowAsync(authorizer, verdict, gone).ConfigureAwait(false)
            : verdict;
    }

    private async Task<ZmqAuthenticationResult> AuthenticateAsync(
        IZmqAuthenticator authenticator, ZmqAuthenticationRequest request, CancellationToken gone)
    {
        try
        {
            return await authenticator.AuthenticateAsync(request, gone).ConfigureAwait(false);
        }
        catch (Exception exception)
        {
            if (!gone.IsCancellationRequested)
                _runtime.ConnectionLog.AuthenticatorFailed(Id, _socket!.Name, exception);
            return ZmqAuthenticationResult.Fail(ZmqAuthenticationStatus.InternalError, $"the authenticator failed: {exception.GetType().Name}");
        }
    }

    /// <summary>Waits for the answer and goes on with the handshake. False: the connection is to be closed.</summary>
    private async ValueTask<bool> SettleAsync(Task<ZmqAuthenticationResult> judging)
    {
        // Nothing is read meanwhile, so it is the transport that tells when the peer goes.
        var gone = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        using (_connection.ConnectionClosed.UnsafeRegister(static gone => ((TaskCompletionSource)gone!).TrySetResult(), gone))
            await Task.WhenAny(judging, _stopping.Task, gone.Task).ConfigureAwait(false);
        if (IsStopping || !judging.IsCompleted)
            return false;
        _judging = null;
        _verdict = await judging.ConfigureAwait(false);
        // Like libzmq, we do not tell the peer of a handler that cannot be understood: it is not the one to be blamed, and may come again.
        if (_verdict.Status == ZmqAuthenticationStatus.Success)
            _session.Accept();
        else
            _session.Deny((int)(_verdict.Fault is null ? _verdict.Status : ZmqAuthenticationStatus.TemporaryFailure));
        var isContinued = Resume();
        await FlushSessionAsync().ConfigureAwait(false);
        return isContinued;
    }

    /// <summary>The answer is of no use any more. Whoever listens is code of the application, which must not hold up the end.</summary>
    private void EndJudging()
    {
        if (_judging is not null)
            _ = _gone!.CancelAsync();
    }

    /// <summary>What the session has to report before more input.</summary>
    private bool Resume()
    {
        while (true)
        {
            ReadOnlySpan<byte> nothing = default;
            var e = _session.Read(ref nothing, out _);
            if (e == ZmtpEvent.NeedMoreData)
                return true;
            if (!OnEvent(e))
                return false;
        }
    }

    private void ReportDenial()
    {
        var socket = _socket!;
        if (_verdict.Fault is { } fault)
        {
            socket.Counters.AddZapFault();
            _runtime.ConnectionLog.ZapReplyMisunderstood(Id, RemoteEndPoint, socket.Name, fault.Message);
            return;
        }
        socket.Counters.AddAuthenticationFailed();
        _runtime.ConnectionLog.AuthenticationFailed(Id, RemoteEndPoint, socket.Name, (int)_verdict.Status, _verdict.Reason ?? "the authenticator did not say why");
    }
}
