using System.Net;

namespace Monocoque.Transports;

/// <summary>A name inside one runtime.</summary>
internal sealed class InprocEndPoint(string name) : EndPoint
{
    internal string Name => name;

    public override bool Equals(object? obj) => obj is InprocEndPoint other && string.Equals(other.Name, name, StringComparison.Ordinal);

    public override int GetHashCode() => string.GetHashCode(name, StringComparison.Ordinal);

    public override string ToString() => $"inproc://{name}";
}
