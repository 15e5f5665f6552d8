using System.Text.RegularExpressions;
using Monocoque.Packaging.Support;
using Monocoque.Samples.Support;

namespace Monocoque.Packaging;

/// <summary>What a person does who has the packages and nothing else of this repository.</summary>
[Collection(PackedTests.Name)]
public sealed partial class TemplateTests(PackedRepository repository)
{
    private static readonly string[] s_build = ["build", "--property:UseSharedCompilation=false", "-warnaserror", "--verbosity", "quiet"];

    private Workshop Workshop => repository.Workshop;

    [Fact]
    public async Task Created_server_builds_and_answers_http_and_zeromq()
    {
        var folder = await CreateAsync("Hello");
        var created = Directory.GetFiles(folder, "*", SearchOption.AllDirectories).Select(file => Path.GetRelativePath(folder, file));
        string[] expected = ["Hello.csproj", "Program.cs", "Properties/launchSettings.json", "appsettings.json"];
        Assert.Equal(expected, created.Order(StringComparer.Ordinal));
        var project = await File.ReadAllTextAsync(Path.Combine(folder, "Hello.csproj"), Cancelled);
        Assert.DoesNotContain("Tests", project, StringComparison.Ordinal);
        await Workshop.RunAsync(folder, s_build);

        await using var server = RunningProgram.Start(
            folder, Workshop.Dotnet, "bin/Debug/net10.0/Hello.dll", "--urls", "http://127.0.0.1:0",
            "--Zmq:Sockets:hello:Bind:0=tcp://127.0.0.1:0", "--Zmq:Sockets:news:Bind:0=tcp://127.0.0.1:0");
        var hello = (await server.WaitForAsync(Listens("hello"))).Groups[1].Value;
        var news = (await server.WaitForAsync(Listens("news"))).Groups[1].Value;
        var url = (await server.WaitForAsync(Url())).Groups[1].Value;
        using var http = new HttpClient { BaseAddress = new Uri(url), Timeout = RunningProgram.Patience };

        Assert.StartsWith("Hello over HTTP", await http.GetStringAsync(new Uri("", UriKind.Relative), Cancelled), StringComparison.Ordinal);

        await using var req = await ZmqSocket.ConnectAsync<IReqSocket>(hello, cancellationToken: Cancelled);
        using var reply = await req.RequestAsync(ZmqMessage.Text("Ada"), RunningProgram.Patience, Cancelled);
        Assert.Equal("""{"text":"Hello Ada over ZeroMQ"}""", reply.GetString(0));

        // The subscription follows the connection, so the first news may be too early for it.
        await using var sub = await ZmqSocket.ConnectAsync<ISubSocket>(news, cancellationToken: Cancelled);
        sub.Subscribe("weather");
        var received = sub.ReceiveAsync(Cancelled).AsTask();
        do
            await PostAsync(http);
        while (await Task.WhenAny(received, Task.Delay(100, Cancelled)) != received);
        using var message = await received;
        Assert.Equal(["weather", "sunny"], [message.GetString(0), message.GetString(1)]);

        server.Interrupt();
        Assert.Equal(0, await server.WaitForExitAsync());
    }

    [Fact]
    public async Task Created_tests_pass()
    {
        var folder = await CreateAsync("Tested", "--tests");
        var tests = Path.Combine(folder, "Tested.Tests");
        await Workshop.RunAsync(tests, s_build);

        var output = await Workshop.RunAsync(tests, "bin/Debug/net10.0/Tested.Tests.dll");

        Assert.Matches(@"Total: 2,.* Failed: 0,", output);
    }

    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    private static async Task PostAsync(HttpClient http)
    {
        using var body = new StringContent("""{"text":"sunny"}""", System.Text.Encoding.UTF8, "application/json");
        using var response = await http.PostAsync(new Uri("news/weather", UriKind.Relative), body, Cancelled);
        Assert.Equal(System.Net.HttpStatusCode.Accepted, response.StatusCode);
    }

    private async Task<string> CreateAsync(string name, params string[] options)
    {
        string[] hive = ["--debug:custom-hive", Path.Combine(Workshop.Folder, $"hive-{name}")];
        var package = Path.Combine(Workshop.Packages, $"Monocoque.Templates.{PackedRepository.Version}.nupkg");
        await Workshop.RunAsync(Workshop.Folder, ["new", "install", package, .. hive]);
        var output = await Workshop.RunAsync(
            Workshop.Folder, ["new", "monocoque-web", "--output", name, "--no-restore", "--no-update-check", .. options, .. hive]);
        Assert.Contains("created successfully", output, StringComparison.Ordinal);
        return Path.Combine(Workshop.Folder, name);
    }

    private static Regex Listens(string socket) => new($"'{socket}' listens on (tcp://\\S+)", RegexOptions.None, TimeSpan.FromSeconds(1));

    [GeneratedRegex(@"Now listening on: (http://\S+)")]
    private static partial Regex Url();
}
