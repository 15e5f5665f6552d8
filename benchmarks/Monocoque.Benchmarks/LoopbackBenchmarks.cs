using BenchmarkDotNet.Attributes;

namespace Monocoque.Benchmarks;

/// <summary>Two DEALER sockets over the loopback interface: a stream of messages one way, and a message there and back.</summary>
[MemoryDiagnoser]
public class LoopbackBenchmarks
{
    private const int BatchSize = 1000;

    private readonly ZmqRuntime _runtime = new();
    private IDealerSocket _sender = null!;
    private IDealerSocket _receiver = null!;
    private byte[] _body = [];

    /// <summary>Octets of the one frame of a message.</summary>
    [Params(16, 1024)]
    public int Size { get; set; }

    [GlobalSetup]
    public async Task ConnectAsync()
    {
        _body = new byte[Size];
        _receiver = _runtime.CreateSocket<IDealerSocket>();
        _sender = _runtime.CreateSocket<IDealerSocket>();
        var address = await _receiver.BindAsync("tcp://127.0.0.1:0");
        await _sender.ConnectAsync(address.ToString());
    }

    [GlobalCleanup]
    public async Task DisconnectAsync() => await _runtime.DisposeAsync();

    /// <summary>Throughput: 1000 messages one way, sent and received at the same time.</summary>
    [Benchmark(OperationsPerInvoke = BatchSize)]
    public async Task StreamAsync()
    {
        var receiving = ReceiveAsync();
        for (var i = 0; i < BatchSize; i++)
            await _sender.SendAsync(ZmqMessage.Copy(_body));
        await receiving;
    }

    /// <summary>Latency: one message there and back.</summary>
    [Benchmark]
    public async Task PingPongAsync()
    {
        await _sender.SendAsync(ZmqMessage.Copy(_body));
        await _receiver.SendAsync(await _receiver.ReceiveAsync());
        using var back = await _sender.ReceiveAsync();
    }

    private async Task ReceiveAsync()
    {
        for (var received = 0; received < BatchSize && await _receiver.WaitToReceiveAsync();)
        {
            while (_receiver.TryReceive(out var message))
            {
                message.Dispose();
                received++;
            }
        }
    }
}
