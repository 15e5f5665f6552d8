using System.Text;
using System.Text.RegularExpressions;
using Monocoque.Interop.LibZmq;
using Monocoque.Samples.Support;

namespace Monocoque.Samples;

public sealed partial class OnePortTests
{
    [Fact]
    public async Task Http_and_libzmq_are_greeted_on_the_same_port()
    {
        await using var program = Programs.OnePort("--urls", "http://127.0.0.1:0");
        var url = (await program.WaitForAsync(Url())).Groups[1].Value;
        using var http = new HttpClient { Timeout = RunningProgram.Patience };
        Assert.Equal("Hello, World!", await http.GetStringAsync(new Uri(url + "/greet/World"), TestContext.Current.CancellationToken));

        await using var theirs = new LibZmqContext();
        var req = theirs.Open(LibZmqSocketType.Req);
        await req.ConnectAsync(url.Replace("http://", "tcp://", StringComparison.Ordinal));
        await req.SendAsync("World"u8.ToArray());
        Assert.Equal("Hello, World!", Encoding.UTF8.GetString(Assert.Single(await req.ReceiveAsync())));

        // Both still hold their connections.
        program.Interrupt();
        Assert.Equal(0, await program.WaitForExitAsync());
    }

    [GeneratedRegex(@"WebSocket on (http://\S+)\.")]
    private static partial Regex Url();
}
