using System.IO.Pipelines;
using Microsoft.AspNetCore.Connections;
using Monocoque.Transport.IoUring.Support;

namespace Monocoque.Transport.IoUring.Faults;

/// <summary>Clients that are gone before the ring looks at what they have sent: both come at once, and the end must not be missed behind the data.</summary>
[Collection(RunAlone.Name)]
public class MissedEndTests
{
    public static TheoryData<TransportKind, string, int> Cases { get; } = new(
        from kind in new[] { TransportKind.IoUring, TransportKind.IoUringInline }
        from moment in new[] { "before the accept", "between two reads" }
        from octets in new[] { 100, 100_000 }
        select (kind, moment, octets));

    [Theory]
    [MemberData(nameof(Cases))]
    public async Task Reset_right_behind_data_is_seen(TransportKind kind, string moment, int octets)
    {
        var ended = new TaskCompletionSource<Exception?>(TaskCreationOptions.RunContinuationsAsynchronously);
        await using var scene = await FaultScene.StartAsync(
            kind,
            async connection => ended.SetResult(await Record.ExceptionAsync(() => DrainAsync(connection.Transport.Input))),
            new ServerSettings { Configure = options => options.RingCount = 1 });
        using var release = new ManualResetEventSlim();
        if (moment == "before the accept")
            await HoldAsync(scene.Server, release);
        var client = await scene.Server.ConnectAsync();
        if (moment == "between two reads")
        {
            await client.SendAllAsync(new byte[10]);
            await HoldAsync(scene.Server, release);
        }

        await client.SendAllAsync(new byte[octets]);
        client.Reset();
        release.Set();

        Assert.IsType<ConnectionResetException>(await ended.Task.InTime());
        await scene.AssertNothingLeftAsync();
    }

    /// <summary>Sends nothing, for a send would meet the reset by itself.</summary>
    private static async Task DrainAsync(PipeReader input)
    {
        while (await input.ReadAsync() is { IsCompleted: false } result)
            input.AdvanceTo(result.Buffer.End);
    }

    private static async Task HoldAsync(TestServer server, ManualResetEventSlim release)
    {
        var held = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        server.Rings[0].Post(
            _ =>
            {
                held.SetResult();
                release.Wait(Eventually.Patience);
            },
            null);
        await held.Task.InTime();
    }
}
