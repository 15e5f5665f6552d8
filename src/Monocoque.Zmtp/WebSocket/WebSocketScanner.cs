using System.Runtime.InteropServices;

namespace Monocoque.Zmtp;

/// <summary>
/// Follows the frames of a WebSocket (RFC 6455) on their way to whoever reads them, and sees what that one does not tell: whether each frame is masked as it has to be,
/// and whether one has begun and not ended. May be interrupted at every octet.
/// <para>
/// .NET's WebSocket takes frames of a client without a mask, and what it does not take it ends without its close reaching the peer for certain. In place of the
/// first frame that breaks the rule it gets <see cref="Substitute"/> and goes on, so that whoever uses it can close as it should be done.
/// </para>
/// </summary>
/// <param name="isMasked">The frames are those of a client, which have to be masked; those of a server must not be.</param>
[StructLayout(LayoutKind.Auto)]
internal struct WebSocketScanner(bool isMasked)
{
    private const int HeaderSize = 2;
    private const int KeySize = 4;

    private const byte Fin = 0x80;
    private const byte BinaryOpcode = 0x02;
    private const byte ControlOpcode = 0x08;
    private const byte Mask = 0x80;

    /// <summary>Lengths above this one say in how many octets the length follows.</summary>
    private const int MostShortLength = 125;

    /// <summary>Octets of a long length that are due, and what came of it.</summary>
    private int _lengthOctets;
    private ulong _length;

    /// <summary>Octets of the masking key and the payload that are due.</summary>
    private ulong _left;

    /// <summary>Fragments came, and the last one is due.</summary>
    private bool _isFragmented;
    private bool _isHeld;

    /// <summary>A frame broke the rule about masks. Neither it nor what comes after it is to be passed on.</summary>
    internal bool IsBroken { get; private set; }

    /// <summary>An empty frame that ends the message that is open, or is one.</summary>
    internal readonly ReadOnlyMemory<byte> Substitute
    {
        get
        {
            var first = (byte)(_isFragmented ? Fin : Fin | BinaryOpcode);
            return isMasked ? (byte[])[first, Mask, 0, 0, 0, 0] : (byte[])[first, 0];
        }
    }

    /// <summary>A frame has begun and not ended, or fragments of a message are due.</summary>
    internal readonly bool IsInMessage => _left > 0 || _lengthOctets > 0 || _isHeld || _isFragmented;

    /// <summary>Looks at the next octets.</summary>
    /// <returns>
    /// How many of them may be passed on. All; or all but the last one, if that begins a frame, because the octet after it decides: hand it in again, in front of
    /// what comes next. Or, if one is broken, those in front of it.
    /// </returns>
    internal int Scan(ReadOnlySpan<byte> octets)
    {
        _isHeld = false;
        var i = 0;
        while (i < octets.Length)
        {
            if (_left > 0)
            {
                var count = (int)Math.Min(_left, (ulong)(octets.Length - i));
                _left -= (ulong)count;
                i += count;
            }
            else if (_lengthOctets > 0)
            {
                AddToLength(octets[i++]);
            }
            else if (octets.Length - i < HeaderSize)
            {
                _isHeld = true;
                return i;
            }
            else if (IsBroken || !TryReadHeader(octets.Slice(i, HeaderSize)))
            {
                IsBroken = true;
                return i;
            }
            else
            {
                i += HeaderSize;
            }
        }
        return octets.Length;
    }

    /// <summary><c>FIN RSV1-3 opcode(4), MASK payload-length(7)</c></summary>
    private bool TryReadHeader(ReadOnlySpan<byte> header)
    {
        if ((header[1] & Mask) != 0 != isMasked)
            return false;
        if ((header[0] & ControlOpcode) == 0)
            _isFragmented = (header[0] & Fin) == 0;
        var length = header[1] & ~Mask;
        if (length <= MostShortLength)
        {
            BeginPayload((ulong)length);
            return true;
        }
        _lengthOctets = length == MostShortLength + 1 ? sizeof(ushort) : sizeof(ulong);
        _length = 0;
        return true;
    }

    private void AddToLength(byte octet)
    {
        _length = (_length << 8) | octet;
        if (--_lengthOctets == 0)
            BeginPayload(_length);
    }

    /// <summary>A length of 2^63 and more is refused by whoever reads it, and is only not to overflow here.</summary>
    private void BeginPayload(ulong length) => _left = isMasked ? Math.Max(length, length + KeySize) : length;
}
