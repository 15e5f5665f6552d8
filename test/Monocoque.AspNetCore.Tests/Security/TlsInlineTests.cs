using System.Security.Cryptography.X509Certificates;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.DependencyInjection;
using Monocoque.AspNetCore.Tests.Fakes;
using Monocoque.AspNetCore.Tests.Web;
using Monocoque.Testing;

namespace Monocoque.AspNetCore.Tests.Security;

/// <summary>
/// TLS where the transport runs what it can on the threads that receive (<c>UnsafePreferInlineScheduling</c>): decryption is there, the handshake is not.
/// </summary>
public sealed class TlsInlineTests : IDisposable
{
    private static readonly int[] s_sizes = [0, 1, 200, 16_384, 16_385, 300_000, 3_000_000];

    private readonly TestCertificates _authority = new();

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Messages_of_every_size_pass_both_ways_for_many_at_once(bool ioUring)
    {
        const int Clients = 4;
        var certificate = _authority.IssueServer("127.0.0.1");
        await using var app = await StartAsync(ioUring, tls => tls.Certificate = certificate);
        var router = app.Socket<IRouterSocket>();
        var echo = EchoAsync(router, Clients * s_sizes.Length);
        await Task.WhenAll(Enumerable.Range(0, Clients).Select(async client =>
        {
            await using var dealer = await ConnectAsync(router);
            foreach (var size in s_sizes)
            {
                var body = new byte[size];
                new Random(size + client).NextBytes(body);
                await AskAsync(dealer, body);
            }
        }));
        await echo;
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Handshake_in_which_the_application_takes_its_time_holds_up_nobody(bool ioUring)
    {
        var certificate = _authority.IssueServer("127.0.0.1", "slow.example");
        var asked = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        using var answer = new ManualResetEventSlim();
        await using var app = await StartAsync(ioUring, tls => tls.CertificateSelector = name =>
        {
            if (name == "slow.example")
            {
                asked.TrySetResult();
                answer.Wait(Token);
            }
            return certificate;
        });
        try
        {
            var router = app.Socket<IRouterSocket>();
            await using var dealer = await ConnectAsync(router);
            var late = ConnectAsync(router, "slow.example");
            await asked.Task.Within();
            var echo = EchoAsync(router, 102);
            for (var i = 0; i < 100; i++)
                await AskAsync(dealer, new byte[i]);
            // Whoever comes now is not held up either.
            await using (var another = await ConnectAsync(router))
                await AskAsync(another, [1]);
            answer.Set();
            await using var slow = await late;
            await AskAsync(slow, [2]);
            await echo;
        }
        finally
        {
            answer.Set();
        }
    }

    public void Dispose() => _authority.Dispose();

    private static async Task EchoAsync(IRouterSocket router, int count)
    {
        for (var i = 0; i < count; i++)
            await router.SendAsync(await router.ReceiveAsync(Token).Within(), Token);
    }

    private static async Task AskAsync(IDealerSocket dealer, byte[] body)
    {
        await dealer.SendAsync(ZmqMessage.Copy(body), Token).Within();
        using var answer = await dealer.ReceiveAsync(Token).Within();
        Assert.True(answer.First.Span.SequenceEqual(body), $"{body.Length} octets came back as {answer.First.Length}, or other ones.");
    }

    /// <summary>One thread receives all, so that whatever held it up would hold up everybody.</summary>
    private static Task<WebApp> StartAsync(bool ioUring, Action<ZmqTlsOptions> configure)
    {
        Assert.SkipWhen(
            ioUring && Environment.GetEnvironmentVariable("MONOCOQUE_REQUIRE_IO_URING") == "0",
            "MONOCOQUE_REQUIRE_IO_URING is 0: the kernel is said to refuse io_uring here.");
        return WebApp.StartAsync(
            static _ => { },
            builder =>
            {
                if (ioUring)
                    builder.WebHost.UseIoUring(static options => (options.Required, options.UnsafePreferInlineScheduling, options.RingCount) = (true, true, 1));
                else
                    builder.WebHost.UseSockets(static options => (options.UnsafePreferInlineScheduling, options.IOQueueCount) = (true, 1));
                builder.Services.AddZmq().AddSocket<IRouterSocket>("here", options =>
                {
                    options.Bind.Add("tls+tcp://127.0.0.1:0");
                    configure(options.Tls);
                });
            });
    }

    private Task<IDealerSocket> ConnectAsync(IRouterSocket router, string? host = null) => ZmqSocket.ConnectAsync<IDealerSocket>(
        router.BoundAddresses[0].ToString(),
        options =>
        {
            options.Tls.TrustedCertificates.Add(_authority.Authority);
            options.Tls.TargetHost = host;
        },
        Token).Within();
}
