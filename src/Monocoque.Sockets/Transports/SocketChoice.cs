using Monocoque.Patterns;

namespace Monocoque.Transports;

/// <summary>A connection that somebody else accepted for several sockets: those that its peer may choose from, and where it came in.</summary>
internal sealed record SocketChoice(IReadOnlyList<SocketBase> Candidates, ZmqAddress Address);
