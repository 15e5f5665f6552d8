using System.Buffers.Binary;
using System.Collections.Concurrent;

namespace Monocoque.Security;

/// <summary>
/// Asks a ZAP handler (RFC 27). One DEALER carries the questions of all sockets that ask there; a number in each tells the answers apart. A handler that is away costs a
/// peer a temporary refusal.
/// </summary>
internal sealed class ZapAuthenticator : IZmqAuthenticator
{
    /// <summary>How long a question may wait for a handler to be there.</summary>
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(2);

    private readonly ConcurrentDictionary<long, TaskCompletionSource<ZmqMessage>> _waiting = new();
    private readonly IDealerSocket _socket;
    private readonly string _endpoint;
    private long _last;

    private ZapAuthenticator(ZmqRuntime runtime, string endpoint)
    {
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
        var number = Interlocked.Increment(ref _last);
        var requestId = new byte[sizeof(long)];
        BinaryPrimitives.WriteInt64BigEndian(requestId, number);
        var answer = new TaskCompletionSource<ZmqMessage>(TaskCreationOptions.RunContinuationsAsynchronously);
        _waiting[number] = answer;
        try
        {
            var question = ZmqMessage.Create([ReadOnlyMemory<byte>.Empty, .. ZapFrames.WriteRequest(requestId, request)]);
            try
            {
                await _socket.SendAsync(question, cancellationToken).ConfigureAwait(false);
            }
            catch (TimeoutException)
            {
                question.Dispose();
                return ZmqAuthenticationResult.Fail(ZmqAuthenticationStatus.TemporaryFailure, $"there is no ZAP handler at {_endpoint}");
            }
            using var reply = await answer.Task.WaitAsync(cancellationToken).ConfigureAwait(false);
            return ZapFrames.ReadReply(reply, first: 1, request);
        }
        finally
        {
            _waiting.TryRemove(number, out _);
        }
    }

    /// <summary>Answers to nobody, late ones among them, are dropped.</summary>
    private async Task ReceiveAsync()
    {
        try
        {
            while (true)
            {
                var reply = await _socket.ReceiveAsync().ConfigureAwait(false);
                if (!TryReadNumber(reply, out var number) || !_waiting.TryRemove(number, out var waiting) || !waiting.TrySetResult(reply))
                    reply.Dispose();
            }
        }
        catch (ZmqException exception) when (exception.Error == ZmqError.Terminated)
        {
            // The runtime has ended, and with it all who might ask.
        }
    }

    private static bool TryReadNumber(in ZmqMessage reply, out long number)
    {
        number = 0;
        return reply.Count > 2 && reply[0].IsEmpty && reply[2].Length == sizeof(long) && BinaryPrimitives.TryReadInt64BigEndian(reply[2].Span, out number);
    }
}
