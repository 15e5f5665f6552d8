using BenchmarkDotNet.Attributes;

namespace Monocoque.Benchmarks;

/// <summary>
/// What a message costs between two sockets without a connection: the pattern, the high-water mark, the queue, and the taking in turn.
/// </summary>
[MemoryDiagnoser]
public class QueueBenchmarks
{
    /// <summary>No mark holds them up.</summary>
    private const int Lump = 500;

    private readonly ZmqRuntime _runtime = new();
    private readonly List<IPushSocket> _senders = [];
    private readonly byte[] _body = new byte[64];
    private IPullSocket _receiver = null!;

    /// <summary>Sockets that send to the one that receives.</summary>
    [Params(1, 10)]
    public int Senders { get; set; }

    [GlobalSetup]
    public async Task ConnectAsync()
    {
        _receiver = _runtime.CreateSocket<IPullSocket>();
        await _receiver.BindAsync("inproc://queue");
        while (_senders.Count < Senders)
        {
            var sender = _runtime.CreateSocket<IPushSocket>();
            await sender.ConnectAsync("inproc://queue");
            _senders.Add(sender);
        }
    }

    [GlobalCleanup]
    public async Task DisconnectAsync() => await _runtime.DisposeAsync();

    /// <summary>500 messages of 64 octets in, then out.</summary>
    [Benchmark(OperationsPerInvoke = Lump)]
    public void SendAndReceive()
    {
        for (var i = 0; i < Lump; i++)
        {
            if (!_senders[i % Senders].TrySend(ZmqMessage.Copy(_body)))
                throw new InvalidOperationException("The queue is full.");
        }
        for (var received = 0; received < Lump;)
        {
            if (!_receiver.TryReceive(out var message))
                continue;
            message.Dispose();
            received++;
        }
    }
}
