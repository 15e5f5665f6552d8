namespace Monocoque.Transport.IoUring.Support;

/// <summary>What a contract test runs over. What Kestrel's own transport does is what ours has to do.</summary>
public enum TransportKind
{
    Sockets,
    IoUring,
    IoUringInline,
}

public static class Transports
{
    public static TheoryData<TransportKind> All { get; } = [TransportKind.Sockets, TransportKind.IoUring, TransportKind.IoUringInline];

    public static TheoryData<TransportKind> Pooled { get; } = [TransportKind.Sockets, TransportKind.IoUring];

    public static TheoryData<TransportKind> Ours { get; } = [TransportKind.IoUring, TransportKind.IoUringInline];
}
