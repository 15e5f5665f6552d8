using System.Text;
using Monocoque.Conformance.Support;

namespace Monocoque.Conformance.Security;

/// <summary>C-072: handlers that refuse, answer otherwise than the RFC says, or do not answer; each with NULL, PLAIN and CURVE.</summary>
public sealed class ZapAnswerTests : SecurityTest
{
    private static readonly (Action<ZmqSocketOptions> Server, Action<ZmqSocketOptions> Client)[] s_mechanisms =
    [
        (static o => o.Security.ZapDomain = Domain, static _ => { }),
        (PlainServer, PlainClient()),
        (CurveServer, CurveClient),
    ];

    [Theory, Conformance("C-072", Wires = Wire.Network)]
    public Task C072_another_version_refuses(Pairing pairing, Wire wire) =>
        BlamesAsync(pairing, wire, ZmqProtocolError.ZapBadVersion, static request => ["9.9"u8.ToArray(), .. ZapHandler.Reply(request, "200")[1..]]);

    [Theory, Conformance("C-072", Wires = Wire.Network)]
    public Task C072_the_answer_to_another_question_refuses(Pairing pairing, Wire wire) =>
        BlamesAsync(
            pairing, wire, ZmqProtocolError.ZapBadRequestId,
            static request => [request[0], "nobody asked"u8.ToArray(), .. ZapHandler.Reply(request, "200")[2..]]);

    [Theory, Conformance("C-072", Wires = Wire.Network)]
    public Task C072_an_unknown_status_refuses(Pairing pairing, Wire wire) =>
        BlamesAsync(pairing, wire, ZmqProtocolError.ZapInvalidStatusCode, static request => ZapHandler.Reply(request, "123"));

    [Theory, Conformance("C-072", Wires = Wire.Network)]
    public Task C072_a_frame_too_few_refuses(Pairing pairing, Wire wire) =>
        BlamesAsync(pairing, wire, ZmqProtocolError.ZapMalformedReply, static request => ZapHandler.Reply(request, "200")[..5]);

    [Theory, Conformance("C-072", Wires = Wire.Network)]
    public Task C072_a_frame_too_many_refuses(Pairing pairing, Wire wire) =>
        BlamesAsync(pairing, wire, ZmqProtocolError.ZapMalformedReply, static request => [.. ZapHandler.Reply(request, "200"), "more"u8.ToArray()]);

    [Theory, Conformance("C-072", Wires = Wire.Network)]
    public Task C072_properties_that_are_none_refuse(Pairing pairing, Wire wire) =>
        BlamesAsync(pairing, wire, ZmqProtocolError.ZapInvalidMetadata, static request => ZapHandler.Reply(request, "200", metadata: [200, 1, 2, 3]));

    [Theory, Conformance("C-072", Wires = Wire.Network)]
    public async Task C072_an_inner_error_refuses_with_its_status(Pairing pairing, Wire wire)
    {
        foreach (var failure in await MisleadAsync(pairing, wire, static request => ZapHandler.Reply(request, "500")))
            Assert.Equal((ZmqEventKind.AuthenticationFailed, 500), (failure.Kind, failure.Value));
    }

    [Theory, Conformance("C-072", Wires = Wire.Network)]
    public async Task C072_who_is_refused_for_now_comes_again(Pairing pairing, Wire wire)
    {
        int refused = 0, admitted = 0;
        var isRefused = false;
        await JudgeAsync(pairing.First, request =>
        {
            if (!Interlocked.Exchange(ref isRefused, true))
            {
                refused++;
                return ZapHandler.Reply(request, "300");
            }
            admitted++;
            return ZapHandler.Reply(request, "200");
        });
        foreach (var (configure, client) in s_mechanisms)
        {
            Volatile.Write(ref isRefused, false);
            // libzmq says nothing to whom it refuses for now, and goes when the time for the handshake is over.
            var server = OpenImpatient(pairing.First, configure);
            await ServesAsync(await server.BindAsync(FreeAddress(wire)), server, OpenClient(pairing.Second, client));
        }
        // The time may be too short for a busy machine as well; then the client comes once more.
        Assert.Equal(s_mechanisms.Length, Volatile.Read(ref refused));
        Assert.InRange(Volatile.Read(ref admitted), s_mechanisms.Length, int.MaxValue);
    }

    [Theory, Conformance("C-072", Wires = Wire.Network)]
    public async Task C072_a_handler_that_never_reads_refuses_in_the_end(Pairing pairing, Wire wire)
    {
        await Open(pairing.First, ZmqSocketType.Rep).BindAsync(ZapHandler.Endpoint);
        await RefuseInTheEndAsync(pairing, wire);
    }

    [Theory, Conformance("C-072", Wires = Wire.Network)]
    public async Task C072_a_handler_that_never_answers_refuses_in_the_end(Pairing pairing, Wire wire)
    {
        var router = Open(pairing.First, ZmqSocketType.Router);
        await router.BindAsync(ZapHandler.Endpoint);
        var refusing = RefuseInTheEndAsync(pairing, wire);
        foreach (var _ in s_mechanisms)
            Assert.Equal("1.0", Encoding.ASCII.GetString((await router.ReceiveAsync())[2]));
        await refusing;
    }

    [Theory, Conformance("C-072", Wires = Wire.Network)]
    public async Task C072_a_handler_that_goes_in_the_middle_of_a_question_refuses_and_the_next_one_serves(Pairing pairing, Wire wire)
    {
        foreach (var (configure, client) in s_mechanisms)
        {
            var server = OpenImpatient(pairing.First, configure);
            var address = await server.BindAsync(FreeAddress(wire));
            var handler = Open(pairing.First, ZmqSocketType.Rep);
            await BindAgainAsync(handler);
            var goes = GoAsync(handler);
            await RefusesAsync(address, server, OpenClient(pairing.Second, client));
            await goes;
            var next = Open(pairing.First, ZmqSocketType.Rep);
            await BindAgainAsync(next);
            await using (ZapHandler.Start(next, static request => ZapHandler.Reply(request, "200")))
                await ServesAsync(address, server, OpenClient(pairing.Second, client));
            await next.DisposeAsync();
        }

        static async Task GoAsync(ITestSocket handler)
        {
            await handler.ReceiveAsync();
            await handler.DisposeAsync();
        }
    }

    /// <summary>Nobody comes in, whatever the mechanism.</summary>
    private Task RefuseInTheEndAsync(Pairing pairing, Wire wire) => Task.WhenAll(s_mechanisms.Select(async mechanism =>
    {
        var server = OpenImpatient(pairing.First, mechanism.Server);
        await RefusesAsync(await server.BindAsync(FreeAddress(wire)), server, OpenClient(pairing.Second, mechanism.Client));
    }).ToArray());

    /// <summary>libzmq gives a name back some time after its socket is closed.</summary>
    private async Task BindAgainAsync(ITestSocket handler)
    {
        while (true)
        {
            Deadline.ThrowIfCancellationRequested();
            try
            {
                await handler.BindAsync(ZapHandler.Endpoint);
                return;
            }
            catch (ZmqException exception) when (exception.Error == ZmqError.AddressInUse)
            {
                await Task.Yield();
            }
        }
    }

    /// <summary>As <see cref="MisleadAsync"/>, and the server tells what is wrong with the answer.</summary>
    private async Task BlamesAsync(Pairing pairing, Wire wire, ZmqProtocolError error, Func<byte[][], byte[][]> answer)
    {
        foreach (var failure in await MisleadAsync(pairing, wire, answer))
            Assert.Equal((ZmqEventKind.HandshakeFailed, error), (failure.Kind, (ZmqProtocolError)failure.Value));
    }

    /// <summary>With each mechanism the first client is judged in this way and refused, and the next, judged as the RFC says, is served.</summary>
    /// <param name="pairing">Whose server asks, and whose client comes.</param>
    /// <param name="wire">How it comes.</param>
    /// <param name="answer">What the handler says instead of 200.</param>
    private async Task<List<SocketEvent>> MisleadAsync(Pairing pairing, Wire wire, Func<byte[][], byte[][]> answer)
    {
        var isRight = false;
        await JudgeAsync(pairing.First, request => Volatile.Read(ref isRight) ? ZapHandler.Reply(request, "200") : answer(request));
        var failures = new List<SocketEvent>();
        foreach (var (configure, client) in s_mechanisms)
        {
            var server = OpenServer(pairing.First, configure);
            var address = await server.BindAsync(FreeAddress(wire));
            Volatile.Write(ref isRight, false);
            failures.Add(await RefusesAsync(address, server, OpenClient(pairing.Second, client)));
            Volatile.Write(ref isRight, true);
            await ServesAsync(address, server, OpenClient(pairing.Second, client));
        }
        return failures;
    }

    /// <summary>Gives up soon. Only for who waits for that: on a busy machine a handshake that goes well may take as long.</summary>
    private ITestSocket OpenImpatient(Side side, Action<ZmqSocketOptions> configure) => OpenServer(side, options =>
    {
        configure(options);
        options.HandshakeTimeout = TimeSpan.FromSeconds(2);
    });
}
