using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Monocoque.Samples.Support;

namespace Monocoque.Samples;

public sealed partial class SecureWorkersTests : IDisposable
{
    /// <summary>The client's key in the examples of libzmq, which is no secret.</summary>
    private const string SecretOfNobody = "D:)Q[IlAW!ahhC2ac:9*A}h:p?([4%wOTJ%JR%cs";

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("keys-");

    private string Keys => Path.Combine(_folder.FullName, "keys");

    [Fact]
    public async Task Worker_works_the_auditor_and_strangers_are_refused_and_keys_are_renewed_meanwhile()
    {
        await RunAsync(0, "keys", Keys);
        await using var server = Programs.SecureWorkers("--Keys", Keys, "--urls", "http://127.0.0.1:0", "--Zmq:Sockets:work:Bind:0=tcp://127.0.0.1:0");
        var address = (await server.WaitForAsync(Address())).Groups[1].Value;
        var url = (await server.WaitForAsync(Http())).Groups[1].Value;
        Assert.Contains("primes below", await RunAsync(0, "worker", PeerFile("worker-1"), address, "3"), StringComparison.Ordinal);
        Assert.Contains("does not let us in", await RunAsync(1, "worker", PeerFile("auditor"), address, "1"), StringComparison.Ordinal);
        using var http = new HttpClient { Timeout = RunningProgram.Patience };
        Assert.Equal("""{"worker-1":2}""", await http.GetStringAsync(new Uri(url + "/jobs"), TestContext.Current.CancellationToken));

        // A stranger knows the server's public key, as anybody may.
        var stranger = Read(PeerFile("worker-1"));
        stranger["SecretKey"] = SecretOfNobody;
        await File.WriteAllTextAsync(PeerFile("stranger"), stranger.ToJsonString(), TestContext.Current.CancellationToken);
        Assert.Contains("does not let us in", await RunAsync(1, "worker", PeerFile("stranger"), address, "1"), StringComparison.Ordinal);

        File.Copy(PeerFile("worker-2"), PeerFile("late"));
        await RunAsync(0, "rotate", Keys);
        await server.WaitForAsync(Reloaded());
        Assert.NotEqual((string)Read(PeerFile("late"))["ServerKey"]!, (string)Read(PeerFile("worker-2"))["ServerKey"]!);
        Assert.Contains("primes below", await RunAsync(0, "worker", PeerFile("worker-2"), address, "1"), StringComparison.Ordinal);
        Assert.Contains("primes below", await RunAsync(0, "worker", PeerFile("late"), address, "1"), StringComparison.Ordinal);

        server.Interrupt();
        Assert.Equal(0, await server.WaitForExitAsync());
        Assert.DoesNotContain((string)Read(PeerFile("worker-1"))["SecretKey"]!, server.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Keys_are_for_nobody_else_to_read_and_are_not_overwritten()
    {
        await RunAsync(0, "keys", Keys);
        foreach (var file in Directory.GetFiles(Keys))
        {
            if (!OperatingSystem.IsWindows())
                Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(file));
        }
        Assert.Contains("is there already", await RunAsync(1, "keys", Keys), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("--Keys", "/nowhere")]
    [InlineData("worker")]
    [InlineData("help")]
    public async Task What_is_missing_is_said_with_the_usage(params string[] arguments) =>
        Assert.Contains("Usage:", await RunAsync(2, arguments), StringComparison.Ordinal);

    public void Dispose() => _folder.Delete(recursive: true);

    private static async Task<string> RunAsync(int expected, params string[] arguments)
    {
        await using var program = Programs.SecureWorkers(arguments);
        var code = await program.WaitForExitAsync();
        Assert.True(code == expected, $"{string.Join(' ', arguments)} ended with {code}:\n{program.Output}");
        return program.Output;
    }

    private static JsonObject Read(string file) => JsonNode.Parse(File.ReadAllText(file))!.AsObject();

    private string PeerFile(string peer) => Path.Combine(Keys, peer + ".json");

    [GeneratedRegex(@"^  ROUTER +(tcp://\S+)")]
    private static partial Regex Address();

    [GeneratedRegex(@"^  HTTP +(http://\S+)")]
    private static partial Regex Http();

    [GeneratedRegex("Security.*connections that are there stay")]
    private static partial Regex Reloaded();
}
