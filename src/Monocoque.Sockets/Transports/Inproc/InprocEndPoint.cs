using System.Net;

namespace Monocoque.Transports;

/// <summary>A place inside one runtime.</summary>
/// <param name="name">What it is found by.</param>
/// <param name="address">The address it stands for.</param>
internal sealed class InprocEndPoint(string name, ZmqAddress address) : EndPoint
{
    internal string Name => name;

    internal ZmqAddress Address => address;

    public override bool Equals(object? obj) => obj is InprocEndPoint other && string.Equals(other.Name, name, StringComparison.Ordinal);

    public override int GetHashCode() => string.GetHashCode(name, StringComparison.Ordinal);

    public override string ToString() => address.ToString();
}
