using BenchmarkDotNet.Attributes;

namespace Monocoque.Benchmarks;

/// <summary>The pool: making messages and ending them.</summary>
[MemoryDiagnoser]
public class MessageBenchmarks
{
    private readonly ZmqMessage[] _lent = new ZmqMessage[100];
    private byte[] _body = [];
    private ZmqMessage _shared;

    /// <summary>Octets of the one frame of a message.</summary>
    [Params(16, 256, 4096, 65536)]
    public int Size { get; set; }

    [GlobalSetup]
    public void Make()
    {
        _body = new byte[Size];
        _shared = ZmqMessage.Copy(_body);
    }

    /// <summary>One at a time.</summary>
    [Benchmark]
    public void CopyAndDispose() => ZmqMessage.Copy(_body).Dispose();

    /// <summary>A hundred are out at the same time, as in a queue.</summary>
    [Benchmark(OperationsPerInvoke = 100)]
    public void CopyManyAndDispose()
    {
        for (var i = 0; i < _lent.Length; i++)
            _lent[i] = ZmqMessage.Copy(_body);
        foreach (var message in _lent)
            message.Dispose();
    }

    /// <summary>A second lease on the same memory.</summary>
    [Benchmark]
    public void ShareAndDispose() => _shared.Share().Dispose();
}
