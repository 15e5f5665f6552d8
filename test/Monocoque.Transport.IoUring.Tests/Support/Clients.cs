using System.Net.Sockets;

namespace Monocoque.Transport.IoUring.Support;

/// <summary>Connections of clients, which end with the test.</summary>
internal sealed class Clients : List<Socket>, IDisposable
{
    public void Dispose() => ForEach(client => client.Dispose());
}
