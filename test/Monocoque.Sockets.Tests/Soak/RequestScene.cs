using Monocoque.Peers;

namespace Monocoque.Sockets.Tests.Soak;

/// <summary>Requests in flight by the dozen while their connections are cut: each gets its own reply, or learns that its connection has gone.</summary>
internal sealed class RequestScene(ZmqRuntime runtime, string address, TimeSpan duration, CancellationToken token) : SoakScene(runtime, address, duration, token)
{
    private const int Requesters = 3;
    private const int InFlight = 20;
    private const int RoundsPerCut = 10;

    internal override async Task RunAsync()
    {
        await using var rep = Create<IRepSocket>();
        var address = $"{await rep.BindAsync(Address, Token)}";
        using var end = CancellationTokenSource.CreateLinkedTokenSource(Token);
        var answering = AnswerAsync(rep, end.Token);
        await Task.WhenAll(Enumerable.Range(0, Requesters).Select(_ => Task.Run(() => AskAsync(address))));
        await end.CancelAsync();
        await answering;
    }

    private static async Task AnswerAsync(IRepSocket rep, CancellationToken end)
    {
        try
        {
            while (true)
                await rep.SendAsync(await rep.ReceiveAsync(end), CancellationToken.None);
        }
        catch (OperationCanceledException)
        {
            // Nobody asks any more.
        }
    }

    private async Task AskAsync(string address)
    {
        await using var req = Create<IReqSocket>();
        await req.ConnectAsync(address, Token);
        for (var round = 0; !IsOver; round++)
        {
            var isCut = round % RoundsPerCut == RoundsPerCut - 1;
            var asking = Enumerable.Range(0, InFlight).Select(i => AskOneAsync(req, (round * InFlight) + i, isCut)).ToArray();
            // Until it has ended it may take what is asked next, too.
            if (isCut)
                await Task.WhenAll(Core(req).Connections.Select(Cut)).WaitAsync(Token);
            var answered = await Task.WhenAll(asking);
            Progress = Progress + answered.Count(static isAnswered => isAnswered);
        }
    }

    private static Task Cut(PeerConnection connection)
    {
        connection.Abort(new IOException("The soak cuts the connection."));
        return connection.Completion;
    }

    private async Task<bool> AskOneAsync(IReqSocket req, int number, bool mayFail)
    {
        try
        {
            using var reply = await req.RequestAsync(Make(number), Timeout.InfiniteTimeSpan, Token);
            Assert.Equal(number, NumberOf(reply));
            return true;
        }
        catch (ZmqException exception) when (mayFail && exception.Error == ZmqError.HostUnreachable)
        {
            return false;
        }
    }
}
