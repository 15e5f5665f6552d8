using System.Net;
using System.Net.Sockets;
using System.Text;
using System.Text.RegularExpressions;
using Monocoque.Samples.Support;
using Monocoque.Transport.IoUring.Support;

namespace Monocoque.Transport.IoUring.Processes;

/// <summary>Servers on machines that withhold something, each a process of its own: really withheld, by the kernel.</summary>
public class ConfinedTests
{
    public static TheoryData<string, string> Obstacles { get; } = new()
    {
        { "--refuse io_uring_setup=EPERM", "seccomp profile" },
        { "--refuse io_uring_setup=ENOSYS", "seccomp filter hides it" },
        { "--refuse io_uring_setup=ENOMEM", "ulimit -l" },
        { "--refuse io_uring_register=EPERM", "io_uring_register" },
        { "--refuse io_uring_enter=EPERM", "io_uring_enter" },
        // One page, of which no ring can be made.
        { "--memlock 4096", "ulimit -l" },
    };

    [Theory]
    [MemberData(nameof(Obstacles))]
    public async Task Kernel_that_refuses_leaves_the_server_to_sockets_with_one_warning(string confinement, string expected)
    {
        IoUringArm.SkipIfLeftOut();
        await using var program = HostProgram.Start($"{confinement} serve io_uring");

        Assert.Equal("served", await program.GetAsync("/"));

        Assert.Contains(expected, Assert.Single(Warnings(program)), StringComparison.Ordinal);
        Assert.Contains("[5001]", Warnings(program)[0], StringComparison.Ordinal);
    }

    [Theory]
    [MemberData(nameof(Obstacles))]
    public async Task Kernel_that_refuses_what_is_required_is_an_error_at_start(string confinement, string expected)
    {
        IoUringArm.SkipIfLeftOut();
        await using var program = HostProgram.Start($"{confinement} serve io_uring required");

        Assert.NotEqual(0, await program.WaitForExitAsync());

        Assert.Contains("IoUringTransportOptions.Required", program.Output, StringComparison.Ordinal);
        Assert.Contains(expected, program.Output, StringComparison.Ordinal);
        Assert.DoesNotContain("listening", program.Output, StringComparison.Ordinal);
    }

    /// <summary>The limit of most distributions of old. What others of the same user have locked counts as well.</summary>
    [Fact]
    public async Task Little_locked_memory_is_enough_for_smaller_rings_or_is_named()
    {
        IoUringArm.SkipIfLeftOut();
        await using var program = HostProgram.Start("--memlock 65536 serve io_uring");

        Assert.Equal("served", await program.GetAsync("/"));

        if (program.Output.Contains("[5000]", StringComparison.Ordinal))
            Assert.Empty(Warnings(program));
        else
            Assert.Contains("ulimit -l", Assert.Single(Warnings(program)), StringComparison.Ordinal);
    }

    [Theory]
    [MemberData(nameof(Transports.All), MemberType = typeof(Transports))]
    public async Task Aborted_connection_is_reset_unless_the_switch_says_otherwise(TransportKind kind)
    {
        if (kind != TransportKind.Sockets)
            IoUringArm.SkipIfLeftOut();
        await using var ordinary = HostProgram.Start($"serve {kind.Word()}");
        await using var switched = HostProgram.Start($"serve {kind.Word()} switch Microsoft.AspNetCore.Server.Kestrel.FinOnError");

        await Assert.ThrowsAsync<SocketException>(async () => await AbortAsync(await ordinary.PortAsync()));
        Assert.Empty(await AbortAsync(await switched.PortAsync()));
    }

    [Theory]
    [MemberData(nameof(Transports.All), MemberType = typeof(Transports))]
    public async Task Any_address_is_ipv4_where_there_is_no_ipv6(TransportKind kind)
    {
        if (kind != TransportKind.Sockets)
            IoUringArm.SkipIfLeftOut();
        await using var program = HostProgram.Start($"--refuse socket:10=EAFNOSUPPORT serve {kind.Word()} any");

        Assert.Equal("served", await program.GetAsync("/"));

        Assert.Contains("http://0.0.0.0:", program.Output, StringComparison.Ordinal);
    }

    [Theory]
    [MemberData(nameof(Transports.All), MemberType = typeof(Transports))]
    public async Task Socket_handed_down_by_systemd_serves(TransportKind kind)
    {
        if (kind != TransportKind.Sockets)
            IoUringArm.SkipIfLeftOut();
        await using var program = HostProgram.Start($"--activate serve {kind.Word()} systemd");

        Assert.Equal("served", await program.GetAsync("/"));

        var activated = (await program.WaitForAsync(new Regex(@"^activated (\d+)"))).Groups[1].Value;
        Assert.Equal($"{await program.PortAsync()}", activated);
    }

    /// <summary>Every send of one octet, a seventh of the calls interrupted, others told to try again.</summary>
    [Theory]
    [MemberData(nameof(Transports.All), MemberType = typeof(Transports))]
    public async Task System_calls_that_do_less_than_asked_lose_nothing(TransportKind kind)
    {
        if (kind != TransportKind.Sockets)
            IoUringArm.SkipIfLeftOut();
        await using var program = HostProgram.Start($"serve {kind.Word()} interfere");
        using var client = HttpPeer.Client("http/1.1");
        var url = new Uri($"http://127.0.0.1:{await program.PortAsync()}/echo");

        await Task.WhenAll(Enumerable.Range(1, 4).Select(async i =>
        {
            var sent = Peer.RandomBytes(3000 * i);
            using var content = new ByteArrayContent(sent);
            using var response = await client.PostAsync(url, content, TestContext.Current.CancellationToken).InTime();
            Assert.Equal(HttpStatusCode.OK, response.StatusCode);
            Assert.Equal(sent, await response.Content.ReadAsByteArrayAsync(TestContext.Current.CancellationToken).InTime());
        }));

        Assert.InRange(int.Parse(await program.GetAsync("/interferences"), System.Globalization.CultureInfo.InvariantCulture), 30_000, int.MaxValue);
    }

    /// <summary>Lines of the console's logger.</summary>
    internal static List<string> Warnings(RunningProgram program) =>
        program.Output.Split('\n').Where(line => line.StartsWith("warn:", StringComparison.Ordinal) || line.StartsWith("fail:", StringComparison.Ordinal)).ToList();

    private static async Task<byte[]> AbortAsync(int port)
    {
        using var client = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        await client.ConnectAsync(IPAddress.Loopback, port, TestContext.Current.CancellationToken);
        await client.SendAllAsync(Encoding.ASCII.GetBytes("GET /abort HTTP/1.1\r\nHost: x\r\n\r\n"));
        return await client.ReceiveToEndAsync();
    }
}
