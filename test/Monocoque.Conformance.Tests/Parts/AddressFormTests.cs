using Monocoque.Conformance.Support;

namespace Monocoque.Conformance.Parts;

/// <summary>U-05, U-06: what is an address of tcp and of udp.</summary>
public sealed class AddressFormTests : ConformanceTest
{
    private static readonly string[] s_connectable =
    [
        "127.0.0.1:80", "128.128.128.128:1", "255.255.255.255:65535", "[::1]:80",
        "[0:0:0:0:0:0:0:1]:80", "[FE80::ABCD%lo]:80", "[2001:db8::1:0:0:1]:80",
        "[::ffff:127.0.0.1]:80", "localhost:80", "LocalHost:80", "ip.zeromq.org:80",
        "127.0.0.1:*;127.0.0.1:80", "127.0.0.1:0;[::1]:80", "lo:0;127.0.0.1:80",
    ];

    private static readonly string[] s_bindable =
        ["127.0.0.1:0", "127.0.0.1:*", "*:0", "*:*", "[::1]:0", "[::1]:*", "[::]:*", "0.0.0.0:0", "lo:0", "lo:*", "localhost:0"];

    private static readonly string[] s_never =
    [
        "", ":", "80", "127.0.0.1", "127.0.0.1:", ":80", "[::1]", "[::1:80", "::1]:80", "[::1]80",
        "127.0.0.1:65536", "127.0.0.1:-1", "127.0.0.1:x", "local host:80",
        "[127.0.0.1:80",
    ];

    [Theory, Conformance("U-05", Pairings = Pairing.UsOctets, Wires = Wire.Tcp)]
    public async Task U05_every_form_of_an_address_connects(Pairing pairing, Wire wire)
    {
        Assert.Equal(Wire.Tcp, wire);
        foreach (var address in s_connectable)
        {
            await using var socket = Open(pairing.First, ZmqSocketType.Dealer, static o => o.IPv6 = true);
            await socket.ConnectAsync($"tcp://{address}");
            await socket.DisconnectAsync($"tcp://{address}");
        }
    }

    [Theory, Conformance("U-05", Pairings = Pairing.UsOctets, Wires = Wire.Tcp)]
    public async Task U05_every_form_of_an_address_binds_and_says_what_it_became(Pairing pairing, Wire wire)
    {
        Assert.Equal(Wire.Tcp, wire);
        foreach (var address in s_bindable)
        {
            await using var socket = Open(pairing.First, ZmqSocketType.Dealer, static o => o.IPv6 = true);
            var bound = ZmqAddress.Parse(await socket.BindAsync($"tcp://{address}"));
            Assert.NotEqual(0, bound.Port);
            Assert.True(System.Net.IPAddress.TryParse(bound.Host, out _), bound.Host);
        }
    }

    [Theory, Conformance("U-05", Pairings = Pairing.UsOctets, Wires = Wire.Tcp)]
    public async Task U05_what_is_none_is_refused(Pairing pairing, Wire wire)
    {
        Assert.Equal(Wire.Tcp, wire);
        var socket = Open(pairing.First, ZmqSocketType.Dealer, static o => o.IPv6 = true);
        foreach (var address in s_never)
            await RefusesAsync(() => socket.ConnectAsync($"tcp://{address}"));
    }

    [Theory, Conformance("U-05", Pairings = Pairing.Us)]
    public void U05_an_address_is_read_to_its_parts_and_back(Pairing pairing, Wire wire)
    {
        Assert.Equal((Pairing.Us, Wire.None), (pairing, wire));
        foreach (var (text, host, port) in new[]
        {
            ("tcp://127.0.0.1:80", "127.0.0.1", 80), ("tcp://[0:0:0:0:0:0:0:1]:80", "::1", 80),
            ("tcp://[fe80::1%eth0]:80", "fe80::1%eth0", 80), ("tcp://*:*", "*", 0),
            ("tcp://LocalHost:5", "localhost", 5), ("tcp://eth0:0;feed.example:5", "feed.example", 5),
        })
        {
            var address = ZmqAddress.Parse(text);
            Assert.Equal((host, port), (address.Host, address.Port));
            Assert.Equal(address, ZmqAddress.Parse(address.ToString()));
        }
    }

    [Theory, Conformance("U-06", Pairings = Pairing.Us)]
    public async Task U06_datagrams_arrive_at_one_address_and_at_a_group(Pairing pairing, Wire wire)
    {
        Assert.Equal((Pairing.Us, Wire.None), (pairing, wire));
        foreach (var (bind, connect) in new[]
        {
            ("udp://127.0.0.1:0", "udp://127.0.0.1:{0}"), ("udp://*:*", "udp://127.0.0.1:{0}"), ("udp://[::1]:0", "udp://[::1]:{0}"),
            ("udp://lo;239.192.7.8:0", "udp://lo;239.192.7.8:{0}"), ("udp://127.0.0.1;239.192.7.9:0", "udp://127.0.0.1;239.192.7.9:{0}"),
        })
        {
            await using var dish = Ours.CreateSocket<IDishSocket>();
            await using var radio = Ours.CreateSocket<IRadioSocket>();
            dish.Join("group");
            var bound = await dish.BindAsync(bind, Deadline);
            radio.Connect(string.Format(null, connect, bound.Port));
            // A datagram may be lost, and the first is sent before the address is resolved.
            var receiving = dish.ReceiveAsync(Deadline).AsTask();
            while (!receiving.IsCompleted)
            {
                await radio.SendAsync("group", ZmqMessage.Text(bind), Deadline);
                await Task.WhenAny(receiving, Task.Delay(5, Deadline));
            }
            using var message = await receiving;
            Assert.Equal(bind, message.GetString(0));
        }
    }

    [Theory, Conformance("U-06", Pairings = Pairing.Us)]
    public async Task U06_what_is_none_is_refused(Pairing pairing, Wire wire)
    {
        Assert.Equal((Pairing.Us, Wire.None), (pairing, wire));
        await using var dish = Ours.CreateSocket<IDishSocket>();
        await using var radio = Ours.CreateSocket<IRadioSocket>();
        foreach (var address in new[]
        {
            "udp://", "udp://127.0.0.1", "udp://;239.0.0.1:1", "udp://lo;:1", "udp://lo;239.0.0.1", "udp://eth0:1;239.1.1.1:5555",
        })
        {
            await RefusesAsync(() => dish.BindAsync(address, Deadline).AsTask());
            await RefusesAsync(() => radio.ConnectAsync(address, Deadline).AsTask());
        }
        foreach (var (address, error) in new[]
        {
            ("udp://nosuch0;239.1.1.1:5555", ZmqError.AddressNotAvailable), ("udp://192.0.2.1:5555", ZmqError.AddressNotAvailable),
        })
        {
            await FailsAsync(error, () => dish.BindAsync(address, Deadline).AsTask());
        }
        await FailsAsync(ZmqError.NotSupported, () => radio.BindAsync("udp://127.0.0.1:0", Deadline).AsTask());
        await FailsAsync(ZmqError.NotSupported, () => dish.ConnectAsync("udp://127.0.0.1:5555", Deadline).AsTask());
    }
}
