namespace Monocoque.Zmtp.Tests;

/// <summary>Octets captured from libzmq 4.3.4 and 4.3.5.</summary>
internal static class Vectors
{
    /// <summary>V-01: greeting of a libzmq socket without routing id.</summary>
    internal static byte[] Greeting => Hex.Of("""
        FF 00 00 00 00 00 00 00 01 7F                                   ; signature, padding = routing id length + 1
        03 01                                                           ; version
        4E 55 4C 4C 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00     ; NULL
        00                                                              ; as-server
        00 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00
        """);

    /// <summary>V-02: the same with all-zero padding, as the RFC has it.</summary>
    internal static byte[] RfcGreeting => Hex.Of("""
        FF 00 00 00 00 00 00 00 00 7F 03 01
        4E 55 4C 4C 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00
        00
        00 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00
        """);

    /// <summary>The greeting of libzmq 4.3.2 and older, which announce ZMTP 3.0.</summary>
    internal static byte[] Greeting30 => With(Greeting, 11, 0);

    /// <summary>V-50: libzmq, DEALER with the routing id me, to a ZMTP 2.0 peer.</summary>
    internal static byte[] To20Peer => Hex.Of("""
        FF 00 00 00 00 00 00 00 03 7F             ; signature
        03                                        ; revision, sent before the peer's was known
        05                                        ; DEALER
        00 02 6D 65                               ; identity me
        """);

    /// <summary>V-51: a ZMTP 2.0 DEALER with the identity bob.</summary>
    internal static byte[] Bob20 => Hex.Of("FF 00 00 00 00 00 00 00 01 7F  01 05  00 03 62 6F 62");

    /// <summary>V-03</summary>
    internal static byte[] ReadyDealer => Hex.Of("""
        04 29                                     ; COMMAND, size 41
        05 52 45 41 44 59                         ; READY
        0B 53 6F 63 6B 65 74 2D 54 79 70 65       ; Socket-Type
        00 00 00 06 44 45 41 4C 45 52             ; DEALER
        08 49 64 65 6E 74 69 74 79                ; Identity
        00 00 00 00                               ; empty
        """);

    /// <summary>V-04</summary>
    internal static byte[] ReadyRouter => Hex.Of("""
        04 29
        05 52 45 41 44 59
        0B 53 6F 63 6B 65 74 2D 54 79 70 65
        00 00 00 06 52 4F 55 54 45 52
        08 49 64 65 6E 74 69 74 79
        00 00 00 00
        """);

    /// <summary>V-05: identity cli-1 and the property X-app.</summary>
    internal static byte[] ReadyDealerWithProperties => Hex.Of("""
        04 3C
        05 52 45 41 44 59
        0B 53 6F 63 6B 65 74 2D 54 79 70 65 00 00 00 06 44 45 41 4C 45 52   ; Socket-Type = DEALER
        08 49 64 65 6E 74 69 74 79 00 00 00 05 63 6C 69 2D 31               ; Identity = cli-1
        05 58 2D 61 70 70 00 00 00 04 64 65 6D 6F                           ; X-app = demo
        """);

    /// <summary>V-06: one message "Hi".</summary>
    internal static byte[] Hi => Hex.Of("00 02 48 69");

    /// <summary>Step 6 of the scripted session: "Yo".</summary>
    internal static byte[] Yo => Hex.Of("00 02 59 6F");

    /// <summary>V-07: header of a 255-octet message.</summary>
    internal static byte[] HeaderOf255 => Hex.Of("00 FF");

    /// <summary>V-08: header of a 256-octet message.</summary>
    internal static byte[] HeaderOf256 => Hex.Of("02 00 00 00 00 00 00 01 00");

    /// <summary>V-09: "a", "", "b".</summary>
    internal static byte[] ThreeFrames => Hex.Of("01 01 61  01 00  00 01 62");

    /// <summary>V-10a</summary>
    internal static byte[] ReadyPub => Hex.Of("04 19 05 52 45 41 44 59 0B 53 6F 63 6B 65 74 2D 54 79 70 65 00 00 00 03 50 55 42");

    /// <summary>V-10b</summary>
    internal static byte[] ReadyRep => Hex.Of("04 19 05 52 45 41 44 59 0B 53 6F 63 6B 65 74 2D 54 79 70 65 00 00 00 03 52 45 50");

    /// <summary>V-10c</summary>
    internal static byte[] ReadyPull => Hex.Of("04 1A 05 52 45 41 44 59 0B 53 6F 63 6B 65 74 2D 54 79 70 65 00 00 00 04 50 55 4C 4C");

    /// <summary>V-10d</summary>
    internal static byte[] ReadyReq => Hex.Of("""
        04 26 05 52 45 41 44 59 0B 53 6F 63 6B 65 74 2D 54 79 70 65 00 00 00 03 52 45 51 08 49 64 65 6E 74 69 74 79 00 00 00 00
        """);

    /// <summary>V-11a: REQ sends "Q".</summary>
    internal static byte[] Request => Hex.Of("01 00 00 01 51");

    /// <summary>V-11b: REP answers a DEALER.</summary>
    internal static byte[] Reply => Hex.Of("01 03 69 64 31 01 00 00 01 41");

    /// <summary>V-12: ERROR 400.</summary>
    internal static byte[] Error400 => Hex.Of("04 0A 05 45 52 52 4F 52 03 34 30 30");

    /// <summary>V-20</summary>
    internal static byte[] SubscribeAbc => Hex.Of("04 0D 09 53 55 42 53 43 52 49 42 45 61 62 63");

    /// <summary>V-21</summary>
    internal static byte[] CancelAbc => Hex.Of("04 0A 06 43 41 4E 43 45 4C 61 62 63");

    /// <summary>V-22</summary>
    internal static byte[] SubscribeAbc30 => Hex.Of("00 04 01 61 62 63");

    /// <summary>V-23</summary>
    internal static byte[] CancelAbc30 => Hex.Of("00 04 00 61 62 63");

    /// <summary>V-24</summary>
    internal static byte[] SubscribeAll => Hex.Of("04 0A 09 53 55 42 53 43 52 49 42 45");

    /// <summary>V-25</summary>
    internal static byte[] CancelAll => Hex.Of("04 07 06 43 41 4E 43 45 4C");

    /// <summary>V-26</summary>
    internal static byte[] SubscribeAll30 => Hex.Of("00 01 01");

    /// <summary>V-28: a topic of 246 octets, as it should be.</summary>
    internal static byte[] SubscribeLong => [.. Hex.Of("06 00 00 00 00 00 00 01 00 09 53 55 42 53 43 52 49 42 45"), .. LongTopic];

    /// <summary>V-29: the same topic from libzmq 4.3.4: the LONG bit is missing.</summary>
    internal static byte[] SubscribeLongBroken => With(SubscribeLong, 0, 4);

    internal static byte[] LongTopic => [.. Enumerable.Range(0, 246).Select(i => (byte)('a' + i % 26))];

    /// <summary>V-30: ttl 5 s.</summary>
    internal static byte[] PingTtl => Hex.Of("04 07 04 50 49 4E 47 00 32");

    /// <summary>V-31</summary>
    internal static byte[] Ping => Hex.Of("04 07 04 50 49 4E 47 00 00");

    /// <summary>V-32</summary>
    internal static byte[] Pong => Hex.Of("04 05 04 50 4F 4E 47");

    /// <summary>V-33: ttl 10 s, context abc.</summary>
    internal static byte[] PingAbc => Hex.Of("04 0A 04 50 49 4E 47 00 64 61 62 63");

    /// <summary>V-34</summary>
    internal static byte[] PongAbc => Hex.Of("04 08 04 50 4F 4E 47 61 62 63");

    /// <summary>A copy with one octet changed.</summary>
    internal static byte[] With(byte[] octets, int index, byte value)
    {
        var copy = octets.ToArray();
        copy[index] = value;
        return copy;
    }
}
