using System.Buffers;
using System.Buffers.Binary;
using System.Text;

namespace Monocoque.Zmtp;

/// <summary>
/// <c>greeting = signature version mechanism as-server filler</c>, 64 octets. It leaves in two steps, so that a peer that waits to
/// learn our version before it says more is never kept waiting.
/// </summary>
internal static class Greeting
{
    internal const int Size = 64;
    internal const int SignatureEnd = 9;
    internal const int MajorOffset = 10;
    internal const int MinorOffset = 11;

    /// <summary>Where ZMTP 2.0 has the socket type, the last octet of its greeting.</summary>
    internal const int SocketTypeOffset = 11;

    internal const int MechanismOffset = 12;
    internal const int MechanismSize = 20;

    internal const byte SignatureFirst = 0xFF;
    internal const byte SignatureLast = 0x7F;
    internal const byte Major = 3;
    internal const byte MajorOf20 = 1;
    internal const byte Minor = 1;

    private const int StartSize = MajorOffset + 1;

    /// <summary>
    /// <c>signature = %xFF padding %x7F</c> and the major version. The padding is what libzmq sends: to a ZMTP 1.0 peer it would be
    /// the length of our identity frame.
    /// </summary>
    internal static void WriteStart(IBufferWriter<byte> output, int routingIdLength)
    {
        var octets = output.GetSpan(StartSize);
        octets[0] = SignatureFirst;
        BinaryPrimitives.WriteInt64BigEndian(octets[1..], routingIdLength + 1);
        octets[SignatureEnd] = SignatureLast;
        octets[MajorOffset] = Major;
        output.Advance(StartSize);
    }

    /// <summary>What follows the major version: <c>minor mechanism as-server filler</c>.</summary>
    internal static void WriteRest(IBufferWriter<byte> output, string mechanism, bool asServer)
    {
        var octets = output.GetSpan(Size - StartSize)[..(Size - StartSize)];
        octets.Clear();
        octets[MinorOffset - StartSize] = Minor;
        Encoding.ASCII.GetBytes(mechanism, octets[(MechanismOffset - StartSize)..]);
        if (asServer)
            octets[MechanismOffset + MechanismSize - StartSize] = 1;
        output.Advance(Size - StartSize);
    }
}
