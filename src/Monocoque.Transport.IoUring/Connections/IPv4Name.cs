namespace Monocoque.Transport.IoUring.Connections;

/// <summary>An IPv4 address with a port, in place: what an end point takes 70 octets for. Zero: none.</summary>
internal readonly record struct IPv4Name(uint Address, ushort Port)
{
    internal bool IsNone => Address == 0 && Port == 0;
}
