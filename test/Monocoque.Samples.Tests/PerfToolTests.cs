using System.Buffers.Binary;
using System.Text.RegularExpressions;
using Monocoque.Interop.LibZmq;
using Monocoque.Samples.Support;

namespace Monocoque.Samples;

/// <summary>The performance tools, with libzmq at the other end of each.</summary>
public sealed partial class PerfToolTests : IAsyncDisposable
{
    private const int Size = 64;
    private const int Count = 1000;

    private readonly string _folder = Directory.CreateTempSubdirectory("monocoque-perf-").FullName;
    private readonly LibZmqContext _theirs = new();

    public static TheoryData<string> Transports =>
        Environment.GetEnvironmentVariable("MONOCOQUE_REQUIRE_IO_URING") == "0" ? ["sockets"] : ["sockets", "io_uring"];

    private string Address => $"ipc://{_folder}/perf";

    [Theory, MemberData(nameof(Transports))]
    public async Task Local_thr_measures_what_a_libzmq_push_sends(string transport)
    {
        await using var program = Programs.Perf("local_thr", Address, $"{Size}", $"{Count}", "--transport", transport, "--details");
        var push = _theirs.Open(LibZmqSocketType.Push);
        await push.ConnectAsync(Address);
        for (var i = 0; i < Count; i++)
            await push.SendAsync(new byte[Size]);
        Assert.Equal(0, await program.WaitForExitAsync());
        Assert.Matches(
            $@"message size: {Size} \[B\]\nmessage count: {Count}\nmean throughput: \d+ \[msg/s\]\nmean throughput: \d+\.\d{{3}} \[Mb/s\]",
            program.Output);
        Assert.Matches(@"allocated: \d+\.\d+ \[B/msg\]", program.Output);
    }

    [Theory, MemberData(nameof(Transports))]
    public async Task Both_ends_box_what_they_send_to_each_other(string transport)
    {
        await using var local = Programs.Perf("local_thr", Address, $"{Size}", $"{Count}", "--transport", transport, "--verify", "--curve");
        await using var remote = Programs.Perf("remote_thr", Address, $"{Size}", $"{Count}", "--transport", transport, "--verify", "--curve");
        Assert.Equal(0, await remote.WaitForExitAsync());
        Assert.Equal(0, await local.WaitForExitAsync());
        Assert.Contains("mean throughput", local.Output, StringComparison.Ordinal);
    }

    [Theory, MemberData(nameof(Transports))]
    public async Task Remote_thr_sends_exactly_its_messages_to_a_libzmq_pull(string transport)
    {
        var pull = _theirs.Open(LibZmqSocketType.Pull);
        var address = await pull.BindAsync("tcp://127.0.0.1:*");
        await using var program = Programs.Perf("remote_thr", address, $"{Size}", $"{Count}", "--transport", transport, "--verify");
        for (var i = 0; i < Count; i++)
            Assert.Equal(i, BinaryPrimitives.ReadInt64LittleEndian(Assert.Single(await pull.ReceiveAsync())));
        Assert.Equal(0, await program.WaitForExitAsync());
        Assert.Null(await pull.TryReceiveAsync(TimeSpan.Zero));
    }

    [Theory, MemberData(nameof(Transports))]
    public async Task Local_lat_echoes_to_a_libzmq_req(string transport)
    {
        await using var program = Programs.Perf("local_lat", Address, $"{Size}", "3", "--transport", transport);
        var req = _theirs.Open(LibZmqSocketType.Req);
        await req.ConnectAsync(Address);
        for (byte i = 0; i < 3; i++)
        {
            await req.SendAsync(Enumerable.Repeat(i, Size).ToArray());
            Assert.Equal(Enumerable.Repeat(i, Size), Assert.Single(await req.ReceiveAsync()));
        }
        Assert.Equal(0, await program.WaitForExitAsync());
    }

    [Theory, MemberData(nameof(Transports))]
    public async Task Remote_lat_measures_the_round_trips_to_a_libzmq_rep(string transport)
    {
        var rep = _theirs.Open(LibZmqSocketType.Rep);
        var address = await rep.BindAsync("tcp://127.0.0.1:*");
        await using var program = Programs.Perf("remote_lat", address, $"{Size}", "5", "--transport", transport);
        for (var i = 0; i < 5; i++)
            await rep.SendAsync(await rep.ReceiveAsync());
        Assert.Equal(0, await program.WaitForExitAsync());
        Assert.Matches($@"message size: {Size} \[B\]\nroundtrip count: 5\naverage latency: \d+\.\d{{3}} \[us\]", program.Output);
    }

    [Fact]
    public async Task A_message_that_differs_from_what_was_sent_ends_a_verified_run()
    {
        await using var program = Programs.Perf("local_thr", Address, $"{Size}", $"{Count}", "--transport", "sockets", "--verify");
        var push = _theirs.Open(LibZmqSocketType.Push);
        await push.ConnectAsync(Address);
        await push.SendAsync(new byte[Size]);
        await program.WaitForAsync(NotAsSent());
        Assert.Equal(2, await program.WaitForExitAsync());
    }

    [Fact]
    public async Task A_message_of_another_size_ends_any_run()
    {
        await using var program = Programs.Perf("local_thr", Address, $"{Size}", $"{Count}", "--transport", "sockets");
        var push = _theirs.Open(LibZmqSocketType.Push);
        await push.ConnectAsync(Address);
        await push.SendAsync(new byte[Size + 1]);
        await program.WaitForAsync(WrongSize());
        Assert.Equal(2, await program.WaitForExitAsync());
    }

    public async ValueTask DisposeAsync()
    {
        await _theirs.DisposeAsync();
        Directory.Delete(_folder, recursive: true);
    }

    [GeneratedRegex("^error: Message 0 is not what was sent")]
    private static partial Regex NotAsSent();

    [GeneratedRegex("^error: Message 0 has 1 frames with 65 octets instead of 1 with 64")]
    private static partial Regex WrongSize();
}
