namespace Monocoque.Zmtp;

/// <summary>
/// Takes a connection from its first octet to the point where messages may flow: greeting, then the commands of the mechanism.
/// What it costs is bounded by <see cref="ZmtpSessionOptions.MaxHandshakeCommandSize"/>; the session drops it when it is done.
/// </summary>
internal sealed class HandshakeMachine
{
    private readonly OctetBuffer _output;
    private readonly ZmtpCarrier _carrier;
    private readonly int _maxCommandSize;
    private readonly GreetingParser _greeting;
    private readonly OctetBuffer _command = new();
    private ZmtpMechanism _mechanism;
    private FrameHeaderReader _header;
    private int _commandLeft;
    private Step _step;

    internal HandshakeMachine(ZmtpSessionOptions options, OctetBuffer output, bool isConnector, ZmtpCarrier carrier)
    {
        _carrier = carrier;
        _output = output;
        _mechanism = ZmtpMechanism.Create(options, output, isConnector);
        _maxCommandSize = options.MaxHandshakeCommandSize;
        _greeting = new GreetingParser(WireVersions.Parse(options.MinimumVersion));
        if (carrier == ZmtpCarrier.Octets)
            Greeting.WriteStart(output, options.RoutingId.Length);
        else
            BeginWithoutGreeting();
    }

    private enum Step
    {
        Greeting,
        Header,
        Command,
        Selecting,
        Authenticating,
        Completed,
        Failed,
    }

    /// <summary>Why the handshake failed.</summary>
    internal ZmtpFault Fault { get; private set; }

    /// <summary>Over WebSocket there is no greeting; the rules are those of 3.0: commands, and subscriptions as messages.</summary>
    internal WireVersion Version => _carrier == ZmtpCarrier.Octets ? _greeting.Version : WireVersion.V30;

    /// <summary>The options of the socket the peer reached.</summary>
    internal ZmtpSessionOptions Options => _mechanism.Options;

    internal bool IsSelecting => _step == Step.Selecting;

    /// <summary>What the peer shows for itself; null unless somebody is asked about it.</summary>
    internal ZmtpCredentials? Credentials => _step == Step.Authenticating ? _mechanism.Credentials : null;

    /// <summary>Takes octets up to the end of the handshake and not one of what follows it.</summary>
    internal HandshakeStatus Read(ref ReadOnlySpan<byte> input)
    {
        while (true)
        {
            switch (_step)
            {
                case Step.Greeting:
                    if (!ReadGreeting(ref input))
                        return HandshakeStatus.NeedMoreData;
                    break;

                case Step.Header:
                    if (!ReadHeader(ref input))
                        return HandshakeStatus.NeedMoreData;
                    break;

                case Step.Command:
                    if (!ReadCommand(ref input))
                        return HandshakeStatus.NeedMoreData;
                    break;

                case Step.Selecting:
                    return HandshakeStatus.SelectSocket;

                case Step.Authenticating:
                    return HandshakeStatus.Authenticate;

                case Step.Completed:
                    return HandshakeStatus.Completed;

                default:
                    return HandshakeStatus.Failed;
            }
        }
    }

    internal void Select(ZmtpSessionOptions options)
    {
        var minimum = WireVersions.Parse(options.MinimumVersion);
        if (Version < minimum)
            Fail(GreetingParser.TooOld(Version, minimum));
        else
            Enter(_mechanism.Select(options));
    }

    internal void Accept() => Enter(_mechanism.Accept(), Step.Header);

    internal void Deny(int status) => Enter(_mechanism.Deny(status));

    /// <summary>The boxes of all that comes after the handshake; null if it travels in the clear.</summary>
    internal CurveBoxes? TakeBoxes() => _mechanism.TakeBoxes();

    /// <summary>The end of the machine, however it came: no secret stays behind.</summary>
    internal void Wipe()
    {
        _mechanism.Wipe();
        _command.Wipe();
    }

    /// <summary>Ends the handshake from our side. In the middle of the greeting an ERROR would be taken for a part of it.</summary>
    internal void Refuse(string reason)
    {
        if (_step != Step.Failed)
            Fail(new ZmtpFault(ZmtpError.RefusedHere, reason, _step == Step.Greeting ? null : reason));
    }

    /// <summary>The peer in its own words; null before it has spoken.</summary>
    internal ZmqPeer? DescribePeer() => _mechanism.PeerMetadata is not { } metadata ? null : new ZmqPeer(metadata.SocketType, metadata.Identity)
    {
        Mechanism = _mechanism.Name,
        Metadata = metadata.Properties,
        ProtocolVersion = Version.ToVersion(),
    };

    private bool ReadGreeting(ref ReadOnlySpan<byte> input)
    {
        switch (_greeting.Read(ref input, out var fault))
        {
            case GreetingStatus.NeedMoreData:
                return false;

            case GreetingStatus.VersionKnown when Version == WireVersion.V20:
                BeginVersion20();
                return true;

            case GreetingStatus.VersionKnown:
                Greeting.WriteRest(_output, _mechanism.Name, _mechanism.AsServer);
                return true;

            case GreetingStatus.Failed:
                Fail(fault);
                return true;
        }
        if (_mechanism is Zmtp20Exchange exchange)
        {
            Enter(exchange.AcceptSocketType(_greeting.SocketType), Step.Header);
            return true;
        }
        if (!_greeting.IsMechanism(_mechanism.Name))
        {
            Fail(new ZmtpFault(ZmtpError.MechanismMismatch,
                $"the peer wants the mechanism '{_greeting.DescribeMechanism()}', this end speaks {_mechanism.Name}"));
            return true;
        }
        if (_mechanism.AsServer && _greeting.IsServer)
        {
            Fail(new ZmtpFault(ZmtpError.MechanismMismatch, $"both ends are {_mechanism.Name} servers: one of them has to be the client"));
            return true;
        }
        Enter(_mechanism.Start(), Step.Header);
        return true;
    }

    /// <summary>ZMTP 2.0 goes on without a mechanism, so it is not for connections that ask for one (RFC 37).</summary>
    private void BeginVersion20()
    {
        if (_mechanism is not NullMechanism || _mechanism.Options.Security.IsServer)
        {
            Fail(new ZmtpFault(ZmtpError.UnsupportedVersion, $"the peer speaks ZMTP 2.0, which has no security; this end asks for {_mechanism.Options.Security}"));
            return;
        }
        _mechanism = new Zmtp20Exchange(_mechanism.Options, _output);
        _mechanism.Start();
    }

    /// <summary>WebSocket: the sub-protocol has said it all.</summary>
    private void BeginWithoutGreeting()
    {
        if (_carrier == ZmtpCarrier.WebSocketWithoutMechanism)
        {
            if (_mechanism is not NullMechanism || _mechanism.Options.Security is { IsServer: true, AsksAboutSilent: false })
            {
                Fail(new ZmtpFault(ZmtpError.MechanismMismatch, $"the peer asks for ZWS2.0 without a mechanism; this end asks for {_mechanism.Options.Security}"));
                return;
            }
            _mechanism = new ZwsExchange(_mechanism.Options, _output);
        }
        Enter(_mechanism.Start(), Step.Header);
    }

    private bool ReadHeader(ref ReadOnlySpan<byte> input)
    {
        switch (_header.Read(ref input, out var header))
        {
            case HeaderStatus.NeedMoreData:
                return false;

            case HeaderStatus.Illegal:
                Fail(FrameFaults.IllegalFlags());
                return true;
        }
        if (header.Size > long.MaxValue)
            Fail(FrameFaults.IllegalSize());
        else if (_mechanism is IdentityExchange)
            BeginIdentity(header);
        else if (!header.IsCommand)
            Fail(new ZmtpFault(ZmtpError.UnexpectedCommand, "a message came before the handshake was done"));
        else if (header.Size > (ulong)_maxCommandSize)
            Fail(new ZmtpFault(ZmtpError.CommandTooLarge, $"a handshake command of more than {_maxCommandSize} octets"));
        else
            BeginCommand((int)header.Size);
        return true;
    }

    private void BeginIdentity(FrameHeader header)
    {
        if (IdentityExchange.CheckIdentityHeader(header) is { IsNone: false } fault)
            Fail(fault);
        else
            BeginCommand((int)header.Size);
    }

    private void BeginCommand(int size)
    {
        _command.Wipe();
        _commandLeft = size;
        _step = Step.Command;
    }

    private bool ReadCommand(ref ReadOnlySpan<byte> input)
    {
        var count = Math.Min(_commandLeft, input.Length);
        _command.Append(input[..count]);
        input = input[count..];
        _commandLeft -= count;
        if (_commandLeft > 0)
            return false;

        _step = Step.Header;
        if (_mechanism is IdentityExchange exchange)
            Enter(exchange.AcceptIdentity(_command.Span));
        else if (!CommandReader.TryRead(_command.Span, out var name, out var data) && !_mechanism.TryReadBroken(_command.Span, out name, out data))
            Fail(new ZmtpFault(ZmtpError.MalformedCommand, "a handshake command without a name that fits it"));
        else if (!CommandReader.IsLetters(name))
            Fail(new ZmtpFault(ZmtpError.MalformedCommand, "the name of a handshake command has characters that are not letters"));
        else
            Enter(_mechanism.Process(name, data));
        return true;
    }

    private void Enter(HandshakeStatus status) => Enter(status, _step);

    private void Enter(HandshakeStatus status, Step next)
    {
        switch (status)
        {
            case HandshakeStatus.NeedMoreData:
                _step = next;
                break;

            case HandshakeStatus.SelectSocket:
                _step = Step.Selecting;
                break;

            case HandshakeStatus.Authenticate:
                _step = Step.Authenticating;
                break;

            case HandshakeStatus.Completed:
                _step = Step.Completed;
                break;

            case HandshakeStatus.Failed:
                Fault = _mechanism.Fault;
                _step = Step.Failed;
                break;
        }
    }

    private void Fail(ZmtpFault fault) => Enter(_mechanism.Fail(fault));
}
