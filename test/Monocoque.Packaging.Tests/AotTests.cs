using System.Reflection;
using System.Text.RegularExpressions;
using Monocoque.Packaging.Support;
using Monocoque.Samples.Support;
using Monocoque.Shared;

namespace Monocoque.Packaging;

/// <summary>
/// The application that uses no reflection: built with the analyzers of trimming and native AOT, whose warnings are errors, it has to do all
/// it says; and the long tests, which restore a compiler, publish it for real.
/// </summary>
public sealed class AotTests
{
    private const string Project = "test/Monocoque.AspNetCore.AotApp";

    private static readonly string s_configuration =
        typeof(AotTests).Assembly.GetCustomAttribute<AssemblyConfigurationAttribute>()!.Configuration;

    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Application_without_reflection_serves()
    {
        var folder = Path.Combine(RepositoryRoot.Path, Project);
        await using var application = RunningProgram.Start(
            folder, Workshop.Dotnet, $"bin/{s_configuration}/net10.0/Monocoque.AspNetCore.AotApp.dll");

        await TryAsync(application);
    }

    [Theory]
    [Trait("Category", "Long")]
    [InlineData("PublishTrimmed")]
    [InlineData("PublishAot")]
    public async Task Application_published_without_what_it_does_not_use_serves(string how)
    {
        var folder = Directory.CreateTempSubdirectory("monocoque-aot-").FullName;
        try
        {
            await Workshop.RunOutsideAsync(
                RepositoryRoot.Path,
                [
                    "publish", Project, "--configuration", "Release", $"--property:{how}=true", "--self-contained", "--use-current-runtime",
                    "--output", $"{folder}/out", "--artifacts-path", $"{folder}/artifacts", "-warnaserror", "--property:UseSharedCompilation=false",
                ]);
            await using var application = RunningProgram.Start($"{folder}/out", $"{folder}/out/Monocoque.AspNetCore.AotApp");

            await TryAsync(application);
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    /// <summary>Uses everything that the application has: HTTP, each mapped pattern, JSON both ways, an error, PLAIN, its own client.</summary>
    private static async Task TryAsync(RunningProgram application)
    {
        await application.WaitForAsync(Line("^self accepted$"));
        using var http = new HttpClient { BaseAddress = new Uri((await application.WaitForAsync(Line("Now listening on: (.+)"))).Groups[1].Value) };

        await using var dealer = await ConnectAsync<IDealerSocket>(application, "orders");
        Assert.Equal("""{"status":"accepted","id":2}""", await AskAsync(dealer, """{"symbol":"EURUSD","quantity":1}"""));
        Assert.Contains("is not JSON of type Order", await AskAsync(dealer, "buy!"), StringComparison.Ordinal);

        await using var req = await ConnectAsync<IReqSocket>(application, "echo", options =>
        {
            options.Security.Mechanism = ZmqMechanism.Plain;
            options.Security.Username = "ada";
            options.Security.Password = "sesame";
        });
        using var echo = await req.RequestAsync(ZmqMessage.Text("echo"), RunningProgram.Patience, Cancelled);
        Assert.Equal("echo of OrderBook", echo.GetString(0));

        await using var push = await ConnectAsync<IPushSocket>(application, "work");
        await push.SendAsync("dig", Cancelled);
        await application.WaitForAsync(Line("Work: dig"));

        await using var sub = await ConnectAsync<ISubSocket>(application, "prices");
        sub.Subscribe("EUR");
        var received = sub.ReceiveAsync(Cancelled).AsTask();
        // The subscription follows the connection, so the first price may be too early for it.
        do
        {
            using var body = new StringContent("""{"bid":1.10,"ask":1.11}""", System.Text.Encoding.UTF8, "application/json");
            using var response = await http.PostAsync(new Uri("prices/EURUSD", UriKind.Relative), body, Cancelled);
            Assert.Equal(System.Net.HttpStatusCode.Accepted, response.StatusCode);
        }
        while (await Task.WhenAny(received, Task.Delay(100, Cancelled)) != received);
        using var price = await received;
        Assert.Equal("""{"bid":1.10,"ask":1.11}""", price.GetString(1));

        application.Interrupt();
        Assert.Equal(0, await application.WaitForExitAsync());
    }

    private static async Task<string> AskAsync(IDealerSocket dealer, string order)
    {
        await dealer.SendAsync(order, Cancelled);
        return await dealer.ReceiveStringAsync(Cancelled);
    }

    private static async Task<TSocket> ConnectAsync<TSocket>(
        RunningProgram application, string socket, Action<ZmqSocketOptions>? configure = null)
        where TSocket : class, IZmqSocket
    {
        var address = (await application.WaitForAsync(Line($"'{socket}' listens on (.+)"))).Groups[1].Value;
        return await ZmqSocket.ConnectAsync<TSocket>(address, configure, Cancelled);
    }

    private static Regex Line(string pattern) => new(pattern, RegexOptions.None, TimeSpan.FromSeconds(1));
}
