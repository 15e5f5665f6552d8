namespace Monocoque.Hosting;

/// <summary>A socket that code asked for by <c>AddSocket</c>.</summary>
internal sealed record SocketDeclaration(string Name, ZmqSocketType Type);
