using System.Net;
using System.Net.Sockets;
using System.Text;
using Monocoque.Transport.IoUring.Interop;
using Monocoque.Transport.IoUring.Support;

namespace Monocoque.Transport.IoUring.Rings;

public sealed class RingTests : IDisposable
{
    private static readonly OperationId s_receive = new(RingOperation.Receive, 7, 3);
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(20);

    private readonly Ring _ring;
    private readonly SocketPair _sockets = new();

    public RingTests()
    {
        IoUringArm.SkipIfLeftOut();
        _ring = Ring.Create(64, 128);
    }

    public void Dispose()
    {
        _ring.Dispose();
        _sockets.Dispose();
    }

    /// <summary>What a multishot receive may miss: the peer's end when that is there already, behind data, as the operation is armed.</summary>
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void End_behind_data_is_seen_by_a_watch_and_by_single_receives(bool isReset)
    {
        var watch = new OperationId(RingOperation.HangUp, 7, 3);
        using var buffers = new BufferRing(_ring.Descriptor, 0, 8, 4096);
        using var listener = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        listener.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        listener.Listen();
        using var client = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        client.Connect(listener.LocalEndPoint!);
        using var server = listener.Accept();
        var socket = (int)server.SafeHandle.DangerousGetHandle();
        client.Send("data"u8);
        if (isReset)
            client.LingerState = new LingerOption(true, 0);
        client.Dispose();

        _ring.PollHangUp(socket, watch);
        Assert.Equal(watch, Reap().Id);
        _ring.Receive(socket, buffers, s_receive, isMultishot: false);
        var data = Reap();
        _ring.Receive(socket, buffers, s_receive, isMultishot: false);
        var end = Reap();

        Assert.Equal(4, data.Result);
        Assert.False(data.HasMore);
        Assert.Equal(isReset ? -Errno.ECONNRESET : 0, end.Result);
        Assert.Equal(0, _ring.InFlight);
    }

    [Fact]
    public void Receive_delivers_data_again_and_again_and_ends_with_the_peer()
    {
        using var buffers = new BufferRing(_ring.Descriptor, 0, 8, 4096);
        _ring.Receive(_sockets.FarDescriptor, buffers, s_receive);

        foreach (var text in new[] { "first", "second", "third" })
        {
            _sockets.Near.Send(Encoding.ASCII.GetBytes(text));
            var completion = Reap();

            Assert.Equal(s_receive, completion.Id);
            Assert.True(completion.HasMore);
            Assert.Equal(text, Encoding.ASCII.GetString(buffers.Read(completion.BufferId, completion.Result).Span));
            buffers.Recycle(completion.BufferId);
        }
        _sockets.Near.Shutdown(SocketShutdown.Send);
        var end = Reap();

        Assert.Equal(0, end.Result);
        Assert.False(end.HasMore);
        Assert.Equal(0, buffers.Lent);
        Assert.Equal(0, _ring.InFlight);
    }

    [Fact]
    public void Receive_without_free_buffers_ends_and_continues_once_armed_again_with_nothing_lost()
    {
        using var buffers = new BufferRing(_ring.Descriptor, 0, 2, 16);
        _ring.Receive(_sockets.FarDescriptor, buffers, s_receive);
        var sent = Enumerable.Range(0, 200).Select(i => (byte)i).ToArray();
        _sockets.Near.Send(sent);

        var received = new List<byte>();
        var exhausted = 0;
        while (received.Count < sent.Length)
        {
            // As a busy loop would: several completions are looked at before their buffers go back.
            var batch = new List<Completion> { Reap() };
            while (_ring.TryTake(out var more))
                batch.Add(more);
            foreach (var completion in batch)
            {
                if (completion.HasBuffer)
                {
                    received.AddRange(buffers.Read(completion.BufferId, completion.Result).Span);
                    buffers.Recycle(completion.BufferId);
                }
                exhausted += completion.Result == -Errno.ENOBUFS ? 1 : 0;
                if (!completion.HasMore)
                    _ring.Receive(_sockets.FarDescriptor, buffers, s_receive);
            }
        }

        Assert.Equal(sent, received);
        Assert.NotEqual(0, exhausted);
        Assert.Equal(0, buffers.Lent);
    }

    [Fact]
    public void Reset_after_data_is_told_after_the_data()
    {
        using var buffers = new BufferRing(_ring.Descriptor, 0, 8, 4096);
        using var listener = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        listener.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        listener.Listen(8);
        using var client = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        client.Connect(listener.LocalEndPoint!);
        using var accepted = listener.Accept();
        _ring.Receive((int)accepted.SafeHandle.DangerousGetHandle(), buffers, s_receive);
        _ring.Submit();

        client.Send("data"u8);
        client.Reset();
        var data = Reap();
        var end = data.HasMore ? Reap() : data;

        Assert.Equal(4, data.Result);
        Assert.Equal(-Errno.ECONNRESET, end.Result);
    }

    [Fact]
    public void Cancelled_receive_ends_with_its_own_last_completion()
    {
        using var buffers = new BufferRing(_ring.Descriptor, 0, 2, 16);
        _ring.Receive(_sockets.FarDescriptor, buffers, s_receive);
        _ring.Submit();

        _ring.Cancel(s_receive);
        var completions = new[] { Reap(), Reap() };

        Assert.Contains(completions, completion => completion.Id == s_receive && completion.Result == -Errno.ECANCELED && !completion.HasMore);
        Assert.Contains(completions, completion => completion.Id.Operation == RingOperation.Cancel && completion.Result == 0);
        Assert.Equal(0, _ring.InFlight);
    }

    [Fact]
    public void More_operations_than_the_queue_holds_are_submitted_on_the_way()
    {
        for (uint i = 0; i < 100; i++)
            _ring.PollWritable(_sockets.FarDescriptor, new OperationId(RingOperation.Writable, 0, i));

        var slots = new HashSet<uint>();
        while (_ring.InFlight != 0)
            slots.Add(Reap().Id.Slot);

        Assert.Equal(100, slots.Count);
    }

    [Fact]
    public void More_completions_than_the_queue_holds_are_all_delivered()
    {
        for (uint i = 0; i < 1000; i++)
            _ring.PollWritable(_sockets.FarDescriptor, new OperationId(RingOperation.Writable, 0, i));

        var slots = new HashSet<uint>();
        while (_ring.InFlight != 0)
            slots.Add(Reap().Id.Slot);

        Assert.Equal(1000, slots.Count);
        Assert.NotEqual(0, _ring.Overflows);
    }

    [Fact]
    public void Accept_brings_a_descriptor_per_connection()
    {
        using var listener = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        listener.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        listener.Listen(8);
        _ring.Accept((int)listener.SafeHandle.DangerousGetHandle(), new OperationId(RingOperation.Accept, 0, 0));
        _ring.Submit();

        for (var i = 0; i < 3; i++)
        {
            using var client = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
            client.Connect(listener.LocalEndPoint!);
            var completion = Reap();
            using var accepted = new Socket(new SafeSocketHandle(completion.Result, ownsHandle: true));

            Assert.True(completion.HasMore);
            Assert.Equal(client.LocalEndPoint, accepted.RemoteEndPoint);
            Assert.True(accepted.NoDelay);
        }
    }

    [Fact]
    public async Task Post_from_another_thread_ends_a_wait()
    {
        // The ring belongs to the thread that makes it.
        await Task.Factory.StartNew(
            () =>
            {
                using var ring = Ring.Create(64, 128);
                var wake = new OperationId(RingOperation.Wake, 0, 0);
                var poster = new Thread(() => Assert.True(ring.Descriptor.TryPost(wake)));
                poster.Start();
                ring.SubmitAndWait(s_patience);

                Assert.True(ring.TryTake(out var completion));
                Assert.Equal(wake, completion.Id);
                Assert.Equal(0, ring.InFlight);
                poster.Join();
            },
            TestContext.Current.CancellationToken,
            TaskCreationOptions.LongRunning,
            TaskScheduler.Default);
    }

    [Fact]
    public void Post_to_a_ring_that_has_ended_does_nothing()
    {
        _ring.Dispose();

        Assert.True(_ring.Descriptor.TryPost(new OperationId(RingOperation.Wake, 0, 0)));
    }

    [Fact]
    public void Eventfd_that_is_polled_reports_every_signal_without_being_read()
    {
        using var signal = new EventDescriptor();
        _ring.PollReadable(signal.FileDescriptor, new OperationId(RingOperation.Signal, 0, 0));
        _ring.Submit();

        for (var i = 0; i < 3; i++)
        {
            signal.Signal();

            Assert.True(Reap().HasMore);
        }
    }

    private Completion Reap()
    {
        if (!_ring.TryTake(out var completion))
        {
            _ring.SubmitAndWait(s_patience);
            Assert.True(_ring.TryTake(out completion), "Nothing completed in time.");
        }
        return completion;
    }
}
