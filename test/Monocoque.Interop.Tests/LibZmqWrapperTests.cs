using Monocoque.Interop.LibZmq;
using Monocoque.Interop.Support;

namespace Monocoque.Interop;

/// <summary>libzmq against libzmq: what the other tests lean on.</summary>
public sealed class LibZmqWrapperTests : IAsyncDisposable
{
    private readonly LibZmqContext _context = new();

    public ValueTask DisposeAsync() => _context.DisposeAsync();

    [Fact]
    public void Library_is_version_4_3_or_later() => Assert.True(LibZmqLibrary.Version >= new Version(4, 3, 0), $"{LibZmqLibrary.Version}");

    [Fact]
    public async Task Every_shape_of_message_passes_both_ways()
    {
        var (left, right) = await PairAsync();
        foreach (var shape in Shapes.All)
        {
            await left.SendAsync(shape);
            var seen = await right.ReceiveAsync();
            Frames.AssertEqual(shape, seen);
            await right.SendAsync(seen);
            Frames.AssertEqual(shape, await left.ReceiveAsync());
        }
    }

    [Fact]
    public async Task Receive_without_a_message_gives_null_after_its_timeout()
    {
        var (left, _) = await PairAsync();
        Assert.Null(await left.TryReceiveAsync(TimeSpan.FromMilliseconds(20)));
    }

    [Fact]
    public async Task Call_that_fails_names_itself_and_the_reason()
    {
        var socket = _context.Open(LibZmqSocketType.Dealer);
        var exception = await Assert.ThrowsAsync<LibZmqException>(() => socket.ConnectAsync("nonsense"));
        Assert.StartsWith("Connect: ", exception.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Socket_that_cannot_be_configured_fails_its_calls_and_not_the_process()
    {
        var socket = _context.Open(LibZmqSocketType.Dealer, handle => handle.Set(LibZmqOption.Subscribe, [1]));
        await Assert.ThrowsAsync<LibZmqException>(() => socket.BindAsync("tcp://127.0.0.1:0"));
    }

    [Fact]
    public async Task Monitor_reports_the_handshake_and_the_end_of_the_connection()
    {
        var server = _context.Open(LibZmqSocketType.Router);
        var events = await server.MonitorAsync();
        var client = _context.Open(LibZmqSocketType.Dealer);
        await client.ConnectAsync(await server.BindAsync("tcp://127.0.0.1:0"));
        Assert.Equal(LibZmqEventKind.HandshakeSucceeded, await events.WaitForAsync(LibZmqEventKind.HandshakeSucceeded));

        await client.DisposeAsync();
        Assert.Equal(LibZmqEventKind.Disconnected, await events.WaitForAsync(LibZmqEventKind.Disconnected));
    }

    [Fact]
    public async Task Closing_the_context_interrupts_a_receive()
    {
        var (left, _) = await PairAsync();
        var receive = left.ReceiveAsync();
        await _context.DisposeAsync();
        await Assert.ThrowsAsync<LibZmqException>(() => receive);
    }

    private async Task<(LibZmqSocket Left, LibZmqSocket Right)> PairAsync()
    {
        var left = _context.Open(LibZmqSocketType.Dealer);
        var right = _context.Open(LibZmqSocketType.Dealer);
        await right.ConnectAsync(await left.BindAsync("tcp://127.0.0.1:0"));
        return (left, right);
    }
}
