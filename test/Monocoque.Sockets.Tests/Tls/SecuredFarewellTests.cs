using Monocoque.Sockets.Tests.Support;

namespace Monocoque.Sockets.Tests.Tls;

/// <summary>The question before the end, in boxes and in TLS. Time stands still here: whoever gets to the end was answered.</summary>
public sealed class SecuredFarewellTests : TlsSocketTest
{
    private static readonly TimeSpan s_linger = TimeSpan.FromSeconds(30);

    public SecuredFarewellTests() => RuntimeOptions.TimeProvider = new TestClock();

    [Theory]
    [InlineData("tls+tcp://127.0.0.1:0", true)]
    [InlineData("tcp://127.0.0.1:0", false)]
    public async Task What_was_sent_last_reaches_a_subscriber_that_cancels_subscriptions_meanwhile(string anyPort, bool isTls)
    {
        for (var i = 0; i < 10; i++)
        {
            await using var sub = Create<ISubSocket>(o => Secure(o, isTls ? Client : CurveClient));
            await using var pub = Create<IPubSocket>(o =>
            {
                Secure(o, isTls ? Server : CurveServer);
                o.Linger = s_linger;
            });
            sub.Connect($"{await pub.BindAsync(anyPort, Token)}");
            var topics = Enumerable.Range(0, 500).Select(static number => $"topic {number}").ToList();
            topics.ForEach(sub.Subscribe);
            sub.Subscribe("m");
            await pub.WaitForSubscriberAsync("m"u8.ToArray(), 1, Token);
            var cancelling = Task.Run(() => topics.ForEach(sub.Unsubscribe), Token);
            for (var message = 0; message < 20; message++)
                await SendAsync(pub, $"m{message}");
            await pub.DisposeAsync();
            for (var message = 0; message < 20; message++)
                Assert.Equal($"m{message}", await ReceiveAsync(sub));
            await cancelling;
        }
    }

    private static void Secure(ZmqSocketOptions options, Action<ZmqSocketOptions> configure) => configure(options);
}
