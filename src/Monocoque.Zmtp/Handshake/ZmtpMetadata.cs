using System.Buffers;
using System.Buffers.Binary;
using System.Collections.Frozen;
using System.Text;

namespace Monocoque.Zmtp;

/// <summary><c>metadata = *property</c>, <c>property = name value</c>: what an end says about itself in its READY.</summary>
internal sealed class ZmtpMetadata
{
    private const string SocketTypeProperty = "Socket-Type";
    private const string IdentityProperty = "Identity";
    private const int MaxProperties = 256;
    private const int MaxIdentity = byte.MaxValue;

    private static readonly SearchValues<byte> s_nameCharacters =
        SearchValues.Create("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_.+"u8);

    private ZmtpMetadata(FrozenDictionary<string, ReadOnlyMemory<byte>> properties)
    {
        Properties = properties;
        if (properties.TryGetValue(SocketTypeProperty, out var type))
        {
            SocketTypeName = type;
            SocketType = SocketCompatibility.Parse(type.Span);
        }
        if (properties.TryGetValue(IdentityProperty, out var identity))
            Identity = identity;
    }

    /// <summary>What a peer says that has an identity, a type maybe, and no other properties.</summary>
    internal ZmtpMetadata(ReadOnlySpan<byte> identity, ZmqSocketType? type = null)
    {
        Properties = FrozenDictionary<string, ReadOnlyMemory<byte>>.Empty;
        SocketTypeName = type is null ? null : Encoding.ASCII.GetBytes(SocketCompatibility.Name(type.Value));
        SocketType = type;
        Identity = identity.ToArray();
    }

    /// <summary>Names without regard to case. Of properties that came twice, the first.</summary>
    internal FrozenDictionary<string, ReadOnlyMemory<byte>> Properties { get; }

    /// <summary>The octets of the property; null if it is missing.</summary>
    internal ReadOnlyMemory<byte>? SocketTypeName { get; }

    /// <summary>Null if the name is missing or unknown.</summary>
    internal ZmqSocketType? SocketType { get; }

    internal ReadOnlyMemory<byte> Identity { get; }

    /// <summary>Reads properties up to the end of <paramref name="octets"/>, which are copied.</summary>
    internal static ZmtpFault Parse(ReadOnlySpan<byte> octets, out ZmtpMetadata? metadata)
    {
        metadata = null;
        var rest = new ReadOnlyMemory<byte>(octets.ToArray());
        var properties = new Dictionary<string, ReadOnlyMemory<byte>>(StringComparer.OrdinalIgnoreCase);
        for (var count = 0; !rest.IsEmpty; count++)
        {
            if (count == MaxProperties)
                return Invalid("more than 256 properties");

            // name = OCTET 1*255name-char
            int nameLength = rest.Span[0];
            if (nameLength == 0)
                return Invalid("a property without a name");
            if (rest.Length < 1 + nameLength + sizeof(uint))
                return Invalid("a property does not fit its command");
            var nameOctets = rest.Span.Slice(1, nameLength);
            if (nameOctets.ContainsAnyExcept(s_nameCharacters))
                return Invalid("a property name has illegal characters");

            // value = 4OCTET *OCTET ; the length is compared unsigned, before anything is sliced
            rest = rest[(1 + nameLength)..];
            var valueLength = BinaryPrimitives.ReadUInt32BigEndian(rest.Span);
            rest = rest[sizeof(uint)..];
            if (valueLength > (uint)rest.Length)
                return Invalid("a property value does not fit its command");

            var name = Encoding.ASCII.GetString(nameOctets);
            if (!properties.TryAdd(name, rest[..(int)valueLength]) && IsOurs(name))
                return Invalid($"{name} came twice");
            rest = rest[(int)valueLength..];
        }
        metadata = new ZmtpMetadata(properties.ToFrozenDictionary(StringComparer.OrdinalIgnoreCase));
        return default;
    }

    /// <summary>Whether an application may call a property so.</summary>
    internal static bool IsName(string name) =>
        name.Length is > 0 and <= byte.MaxValue && name.All(static c => char.IsAscii(c) && s_nameCharacters.Contains((byte)c)) && !IsOurs(name);

    /// <summary>The octets <see cref="Write(Span{byte}, ZmtpSessionOptions)"/> needs.</summary>
    internal static int SizeOf(ZmtpSessionOptions options)
    {
        var type = options.SocketType!.Value;
        var size = SizeOf(SocketTypeProperty, SocketCompatibility.Name(type).Length);
        if (SocketCompatibility.SendsIdentity(type))
            size += SizeOf(IdentityProperty, options.RoutingId.Length);
        foreach (var (name, value) in options.Metadata)
            size += SizeOf(name, value.Length);
        return size;
    }

    /// <summary>Socket-Type, then Identity if the type announces one, then what the application adds: the order and the spelling of libzmq.</summary>
    internal static void Write(Span<byte> destination, ZmtpSessionOptions options)
    {
        Span<byte> name = stackalloc byte[8];
        var type = options.SocketType!.Value;
        var length = Encoding.ASCII.GetBytes(SocketCompatibility.Name(type), name);
        destination = destination[Write(destination, SocketTypeProperty, name[..length])..];
        if (SocketCompatibility.SendsIdentity(type))
            destination = destination[Write(destination, IdentityProperty, options.RoutingId.Span)..];
        foreach (var (property, value) in options.Metadata)
            destination = destination[Write(destination, property, value.Span)..];
    }

    /// <summary>An Identity is at most 255 octets long, and a leading zero belongs to the ids a ROUTER makes up.</summary>
    internal ZmtpFault CheckIdentity()
    {
        if (Identity.Length > MaxIdentity)
            return Illegal("Identity is longer than 255 octets");
        return !Identity.IsEmpty && Identity.Span[0] == 0 ? Illegal("Identity starts with a zero octet") : default;
    }

    private static bool IsOurs(string name) =>
        name.Equals(SocketTypeProperty, StringComparison.OrdinalIgnoreCase) || name.Equals(IdentityProperty, StringComparison.OrdinalIgnoreCase);

    private static int SizeOf(string name, int valueLength) => 1 + name.Length + sizeof(uint) + valueLength;

    private static int Write(Span<byte> destination, string name, ReadOnlySpan<byte> value)
    {
        destination[0] = (byte)Encoding.ASCII.GetBytes(name, destination[1..]);
        BinaryPrimitives.WriteInt32BigEndian(destination[(1 + name.Length)..], value.Length);
        value.CopyTo(destination[(1 + name.Length + sizeof(uint))..]);
        return SizeOf(name, value.Length);
    }

    private static ZmtpFault Invalid(string text) => new(ZmtpError.InvalidMetadata, text);

    private static ZmtpFault Illegal(string text) => new(ZmtpError.InvalidIdentity, text, text);
}
