using System.Diagnostics;
using Monocoque.Samples.Support;
using Monocoque.Transport.IoUring.Support;

namespace Monocoque.Transport.IoUring.Faults;

/// <summary>Processes beside the server's: its children, and clients that are killed.</summary>
[Collection(RunAlone.Name)]
public class ChildProcessTests
{
    [Theory]
    [MemberData(nameof(Transports.All), MemberType = typeof(Transports))]
    public async Task Child_inherits_no_socket_and_no_ring(TransportKind kind)
    {
        await using var scene = await FaultScene.StartAsync(kind, Handlers.EchoAsync);
        using var client = await scene.Server.ConnectAsync();
        await client.SendAllAsync(new byte[1]);
        await client.ReceiveAsync(1);

        using var child = Process.Start(new ProcessStartInfo("ls", ["-l", "/proc/self/fd"]) { RedirectStandardOutput = true })!;
        var lines = (await child.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken)).Split('\n', StringSplitOptions.RemoveEmptyEntries);
        await child.WaitForExitAsync(TestContext.Current.CancellationToken);

        // The first three are what it was given.
        var inherited = lines.Where(line => line.Contains(" -> ", StringComparison.Ordinal) && !line.Contains(" 0 -> ", StringComparison.Ordinal)
            && !line.Contains(" 1 -> ", StringComparison.Ordinal) && !line.Contains(" 2 -> ", StringComparison.Ordinal));
        Assert.DoesNotContain(inherited, line => line.Contains("socket:", StringComparison.Ordinal) || line.Contains("anon_inode", StringComparison.Ordinal));
        await scene.AssertNothingLeftAsync(client);
    }

    [Theory]
    [MemberData(nameof(Transports.All), MemberType = typeof(Transports))]
    public async Task Killed_client_leaves_nothing(TransportKind kind)
    {
        await using var scene = await FaultScene.StartAsync(kind, Handlers.EchoAsync, new ServerSettings { MaxWriteBufferSize = 64 * 1024 });
        await using (var client = HostProgram.Start($"flood {scene.Server.Port}"))
        {
            await client.WaitForAsync(new("flooding"));
            // It never reads, so all its connections come to a halt in both directions.
            await Eventually.TrueAsync(() => scene.Server.Rings.Count == 0 || scene.Server.Rings.Sum(ring => ring.Counters.BlockedSends) >= 16);
            Signals.Kill(client.Id);
            await client.WaitForExitAsync();
        }

        await scene.AssertNothingLeftAsync();
        using var next = await scene.Server.ConnectAsync();
        await next.SendAllAsync(new byte[5]);
        await next.ReceiveAsync(5);
        await scene.AssertNothingLeftAsync(next);
    }
}
