namespace Monocoque.Zmtp.Tests.Mechanisms;

/// <summary>A CURVE conversation of a DEALER client and a ROUTER server in which every random octet is given; checked by two implementations.</summary>
internal static class CurveVectors
{
    internal static readonly byte[] ClientSecret = Z85.Decode("D:)Q[IlAW!ahhC2ac:9*A}h:p?([4%wOTJ%JR%cs");
    internal static readonly byte[] ClientPublic = Z85.Decode("Yne@$w-vo<fVvi]a<NY6T1ed:M$fCG*[IaLV{hID");
    internal static readonly byte[] ServerSecret = Z85.Decode("JTKVSB%%)wK0E.X)V>+}o?pNmC{O&4W4b!Ni{Lh6");
    internal static readonly byte[] ServerPublic = Z85.Decode("rq:rM>}U?@Lns47E1%kR.o@n%FcmmsL/@{H8]yf7");

    internal static readonly byte[] Greeting = Hex.Of("""
        FF 00 00 00 00 00 00 00 01 7F 03 01
        43 55 52 56 45 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00
        00 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00
        """);

    internal static readonly byte[] Hello = Hex.Of("""
        04 C8 05 48 45 4C 4C 4F 01 00
        000000000000000000000000000000000000000000000000000000000000000000000000
        000000000000000000000000000000000000000000000000000000000000000000000000
        07a37cbc142093c8b755dc1b10e86cb426374ad16aa853ed0bdfc0b2b86d1c7c
        00 00 00 00 00 00 00 01
        6e3f26f72fe2f05db20de7881ee6a08fc432afe73b138226f5930879c93bdd4d
        8586425a3a8d6bc5d83598a3017e0f1792ff0381360d168b6fe1c5e0bb752b0d
        365e13ea8e8a29ce1c5052c8c63eced7
        """);

    internal static readonly byte[] Welcome = Hex.Of("""
        04 A8 07 57 45 4C 43 4F 4D 45
        a0a1a2a3a4a5a6a7a8a9aaabacadaeaf
        ad90b7ca411b0a2267f2f7b6f32063a34d7aab13f9fab374e52fdb35267e556d
        bae9dc929e81121e700070a00704f657807a24350e915ba16e09a035668bb80d
        645756ca33d80b0373d204e7e9428edfe4e4274cda1817aacb20499bb12b294e
        16c15889273beb94039331c325d982b80d2451568eb9f810bf4e983622da88b5
        57a49c5c460e4671c9afe2d2c2d5a512
        """);

    internal static readonly byte[] Initiate = Hex.Of("""
        06 00 00 00 00 00 00 01 24 08 49 4E 49 54 49 41 54 45
        b0b1b2b3b4b5b6b7b8b9babbbcbdbebf
        e9c59a0c6c8e6953ea279bacfe1701cb4c7f991298ce17326e8c483e8756fd70
        d052457739cd939b621dd3cf1f425cd22ad192e9e3a9288186deeb0d14728f6f
        f5da22db938356c83c921ac52a53909b
        00 00 00 00 00 00 00 02
        2597eb279059ce6087140f1f16e0c608f4b83c445dabfe76b764205b74eeced0
        8560918c380fe1f6615aa96926bbfd8bddf0a74d63d94ae8f676476c0355f33f
        6258bfb9453c4d687dfda30d56645b70a73eaa6e7290c73b601890954177d548
        97aeff9f8701b48c4d5e48c07beaee38b9c809374f8352db3a22a2f1e62d3447
        aa1a9d1434b1f74e0db52b848e02d06e7523cdb6612d1dcd2e3c1025f1b86425
        72653b8096339e6dfabca005b814c15e89d3e2
        """);

    internal static readonly byte[] Ready = Hex.Of("""
        04 41 05 52 45 41 44 59 00 00 00 00 00 00 00 01
        640086d1ab154a21cf6b4b63c8994a57e5b976c483ec0654f901c19a18bef5ba
        8a058356adbb7f4fd971d3a3f9629bff74d79f
        """);

    internal static readonly byte[] HiFromClient = Hex.Of("00 23 07 4D 45 53 53 41 47 45 00 00 00 00 00 00 00 03 d74e449e62185177ed2d02fd861d3a5b22073d");

    internal static readonly byte[] YoFromServer = Hex.Of("00 23 07 4D 45 53 53 41 47 45 00 00 00 00 00 00 00 02 6fa31d4c19e84d73e6a9b605c2db61a22078eb");

    internal static readonly byte[] PartFromClient = Hex.Of("00 22 07 4D 45 53 53 41 47 45 00 00 00 00 00 00 00 04 149e41ff852d2f71aed74f55cda9ba1469ec");

    internal static readonly byte[] PingFromClient = Hex.Of("00 28 07 4D 45 53 53 41 47 45 00 00 00 00 00 00 00 05 4b8d03ba1ffb4e17aa053d64d2956b610dd6b89cb215dda4");

    /// <summary>Gives out the client's secret, then the tail of the vouch's nonce.</summary>
    internal static ZmtpSessionOptions Client() => Options(
        ZmqSocketType.Dealer, ZmtpSecurity.CurveClient(ClientSecret, ServerPublic, Sequence(Range(0x01, 32), Range(0xC0, 16))));

    /// <summary>Gives out the server's secret, then the tail of the WELCOME's nonce, the key of the cookie and the tail of its nonce.</summary>
    internal static ZmtpSessionOptions Server() => Options(
        ZmqSocketType.Router,
        ZmtpSecurity.CurveServer(ServerSecret, default, Sequence(Range(0x21, 32), Range(0xA0, 16), Range(0xD0, 32), Range(0xB0, 16))));

    private static ZmtpSessionOptions Options(ZmqSocketType type, ZmtpSecurity security) => new() { SocketType = type, Security = security };

    private static byte[] Range(byte first, int count) => [.. Enumerable.Range(first, count).Select(value => (byte)value)];

    private static FillRandom Sequence(params byte[][] values)
    {
        var next = 0;
        return octets => values[next++ % values.Length].CopyTo(octets);
    }
}
