using Monocoque.Conformance.Support;
using Monocoque.Shared;

namespace Monocoque.Conformance.Security;

/// <summary>C-077: who may connect to an ipc address.</summary>
public sealed class IpcFilterTests : ConformanceTest
{
    private static readonly Func<uint, Action<ZmqSocketOptions>>[] s_filters =
    [
        static besides => o => o.IpcFilterUids.Add(ProcessIdentity.User + besides),
        static besides => o => o.IpcFilterGids.Add(besides == 0 ? ProcessIdentity.Group : ProcessIdentity.ForeignGroup),
        static besides => o => o.IpcFilterPids.Add(ProcessIdentity.Process + besides),
    ];

    [Theory, Conformance("C-077", Wires = Wire.Ipc)]
    public async Task C077_who_is_listed_is_let_in(Pairing pairing, Wire wire)
    {
        foreach (var filter in s_filters)
        {
            await using var binds = Open(pairing.First, ZmqSocketType.Dealer, filter(0));
            await using var connects = Open(pairing.Second, ZmqSocketType.Dealer);
            await JoinAsync(wire, binds, connects);
            await connects.SendTextAsync("in");
            await binds.ExpectAsync("in");
        }
    }

    [Theory, Conformance("C-077", Wires = Wire.Ipc)]
    public async Task C077_who_is_not_listed_is_closed_before_the_greeting(Pairing pairing, Wire wire)
    {
        foreach (var filter in s_filters)
        {
            await using var binds = Open(pairing.First, ZmqSocketType.Dealer, filter(1));
            await using var connects = Open(pairing.Second, ZmqSocketType.Dealer);
            var events = await binds.WatchAsync();
            await connects.ConnectAsync(await binds.BindAsync(FreeAddress(wire)));
            await events.WaitForAsync(ZmqEventKind.AcceptFailed);
            Assert.DoesNotContain(ZmqEventKind.Accepted, events.Seen);
        }
    }
}
