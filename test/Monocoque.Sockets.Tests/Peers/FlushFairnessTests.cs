using System.IO.Pipelines;
using Monocoque.Patterns;
using Monocoque.Peers;
using Monocoque.Sockets.Tests.Support;

namespace Monocoque.Sockets.Tests.Peers;

public sealed class FlushFairnessTests : SocketTest
{
    private volatile bool _isOver;

    [Fact]
    public async Task A_peer_that_is_sent_little_is_not_behind_those_that_are_sent_without_end()
    {
        var socket = Core(Create<IPushSocket>(static o => o.SendHighWaterMark = 0));
        // As many as there are processors and more, so that no number of flushing threads would do.
        var busy = Enumerable.Range(0, Environment.ProcessorCount + 1).Select(_ => new Line(socket, () => !_isOver)).ToArray();
        var quiet = new Line(socket, static () => false);
        foreach (var line in busy)
            line.Begin();
        quiet.Begin();

        try
        {
            await Until(() => quiet.Flushes > 0);
            Assert.All(busy, static line => Assert.NotEqual(0, line.Flushes));
        }
        finally
        {
            _isOver = true;
        }
    }

    /// <summary>An outbox with a connection that, as often as it is flushed, has something more to send.</summary>
    private sealed class Line : PipeWriter
    {
        private readonly byte[] _memory = new byte[64 * 1024];
        private readonly Outbox _outbox;
        private readonly Func<bool> _feeds;
        private int _flushes;

        internal Line(SocketBase socket, Func<bool> feeds)
        {
            _feeds = feeds;
            _outbox = new Monocoque.Peers.Pipe(socket, isConnector: false).Outbox;
            _outbox.Attach(this, lastWord: default, control: default, sealer: null);
        }

        internal int Flushes => Volatile.Read(ref _flushes);

        internal void Begin()
        {
            Assert.True(_outbox.TryAppendBody("x"u8, out var isOwner));
            // While nothing was sent for a while the caller is to flush; it leaves that to the pool.
            if (isOwner)
                _outbox.FlushLater();
        }

        public override ValueTask<FlushResult> FlushAsync(CancellationToken cancellationToken = default)
        {
            if (_feeds())
                Assert.True(_outbox.TryAppendBody("x"u8, out _));
            Interlocked.Increment(ref _flushes);
            return default;
        }

        public override Memory<byte> GetMemory(int sizeHint = 0) => _memory;

        public override Span<byte> GetSpan(int sizeHint = 0) => _memory;

        public override void Advance(int bytes)
        {
        }

        public override void CancelPendingFlush()
        {
        }

        public override void Complete(Exception? exception = null)
        {
        }
    }
}
