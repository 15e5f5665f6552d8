using System.Diagnostics;
using Monocoque.Shared;
using Monocoque.Sockets.Tests.Support;

namespace Monocoque.Sockets.Tests.Transports;

/// <summary>Filters of ipc peers, on the one system that tells who they are.</summary>
public sealed class IpcFilterTests : SocketTest
{
    private const uint Nobody = 65_534;

    public IpcFilterTests() => Assert.SkipUnless(OperatingSystem.IsLinux(), "Only Linux tells who connects.");

    [Theory]
    [InlineData("user")]
    [InlineData("group")]
    [InlineData("process")]
    [ProvesOption(nameof(ZmqSocketOptions.IpcFilterUids))]
    [ProvesOption(nameof(ZmqSocketOptions.IpcFilterGids))]
    [ProvesOption(nameof(ZmqSocketOptions.IpcFilterPids))]
    public async Task Who_is_listed_is_let_in_and_who_is_not_is_closed_and_counted(string kind)
    {
        await using var listed = Create<IDealerSocket>(o => Allow(o, kind, 0));
        await using var unlisted = Create<IDealerSocket>(o => Allow(o, kind, 1));
        await using var stranger = Create<IDealerSocket>();
        await using var connects = Create<IDealerSocket>();
        await using var events = new EventRecorder(unlisted, Token);

        stranger.Connect((await unlisted.BindAsync(FreeAddress("ipc"), Token)).ToString());
        var refusal = await events.WaitForAsync(ZmqEventKind.AcceptFailed);
        Assert.Contains($"process {ProcessIdentity.Process} of user {ProcessIdentity.User}", refusal.Error!.Message, StringComparison.Ordinal);
        Assert.InRange(Meter.Read("zmq.connections.refused"), 1, long.MaxValue);
        Assert.Equal(0, Core(unlisted).PeerCount);

        await connects.ConnectAsync((await listed.BindAsync(FreeAddress("ipc"), Token)).ToString(), Token);
        await SendAsync(connects, "x");
        Assert.Equal("x", await ReceiveAsync(listed));
        Assert.DoesNotContain(ZmqEventKind.Accepted, events.Kinds);
    }

    [Fact]
    public async Task One_filter_that_lets_a_peer_in_is_enough_and_tcp_is_not_asked()
    {
        await using var binds = Create<IDealerSocket>(static o =>
        {
            Allow(o, "user", 1);
            Allow(o, "process", 0);
        });
        await using var strict = Create<IDealerSocket>(static o => Allow(o, "user", 1));
        await using var connects = Create<IDealerSocket>();
        await connects.ConnectAsync((await binds.BindAsync(FreeAddress("ipc"), Token)).ToString(), Token);
        await connects.ConnectAsync((await strict.BindAsync(FreeAddress("tcp"), Token)).ToString(), Token);
        await Until(() => (Core(binds).PeerCount, Core(strict).PeerCount) == (1, 1));
    }

    [Fact]
    public async Task A_process_of_another_user_is_told_from_ours()
    {
        Assert.SkipUnless(ProcessIdentity.User == 0, "Only root may start processes of other users.");
        await using var binds = Create<IDealerSocket>(static o => o.IpcFilterUids.Add(ProcessIdentity.User));
        await using var events = new EventRecorder(binds, Token);
        var name = $"filter-{Guid.NewGuid():N}";
        await binds.BindAsync($"ipc://@{name}", Token);

        var start = new ProcessStartInfo("setpriv") { RedirectStandardOutput = true, RedirectStandardError = true };
        foreach (var argument in (string[])[$"--reuid={Nobody}", $"--regid={Nobody}", "--clear-groups", "curl", "--abstract-unix-socket", name, "http://x"])
            start.ArgumentList.Add(argument);
        using var stranger = Process.Start(start)!;
        var refusal = await events.WaitForAsync(ZmqEventKind.AcceptFailed);
        await stranger.WaitForExitAsync(Token);
        Assert.Contains($"of user {Nobody} and group {Nobody}", refusal.Error!.Message, StringComparison.Ordinal);
        Assert.NotEqual(0, stranger.ExitCode);
    }

    private static void Allow(ZmqSocketOptions options, string kind, uint besides)
    {
        switch (kind)
        {
            case "user":
                options.IpcFilterUids.Add(ProcessIdentity.User + besides);
                break;
            case "group":
                options.IpcFilterGids.Add(besides == 0 ? ProcessIdentity.Group : ProcessIdentity.ForeignGroup);
                break;
            default:
                options.IpcFilterPids.Add(ProcessIdentity.Process + besides);
                break;
        }
    }
}
