namespace Monocoque.Conformance.Support;

/// <summary>An event of a socket of either implementation.</summary>
/// <param name="Kind">What happened.</param>
/// <param name="Address">The endpoint it happened to, as the implementation writes it.</param>
/// <param name="Value">libzmq's number, or our status code or protocol error.</param>
internal readonly record struct SocketEvent(ZmqEventKind Kind, string? Address = null, int Value = 0);
