using Microsoft.Extensions.Options;
using Monocoque.Shared;
using Monocoque.Sockets.Tests.Support;

namespace Monocoque.Sockets.Tests.Transports;

/// <summary>The addresses that the options of a socket list, where no host opens them.</summary>
public sealed class ListedAddressTests : SocketTest
{
    [Fact]
    [ProvesOption(nameof(ZmqSocketOptions.Connect))]
    public async Task A_socket_that_is_made_connects_to_what_its_options_list()
    {
        await using var first = Create<IPullSocket>();
        await using var second = Create<IPullSocket>();
        string[] addresses = [(await first.BindAsync(FreeAddress(), Token)).ToString(), (await second.BindAsync(FreeAddress(), Token)).ToString()];
        await using var push = Create<IPushSocket>(options =>
        {
            options.Connect.Add(addresses[0]);
            options.Connect.Add(addresses[1]);
        });
        await push.SendAsync("one", Token);
        await push.SendAsync("two", Token);

        Assert.Equal("one", await first.ReceiveStringAsync(Token));
        Assert.Equal("two", await second.ReceiveStringAsync(Token));
    }

    [Fact]
    public void A_socket_that_is_made_binds_nothing_and_says_so()
    {
        var message = Assert.Throws<OptionsValidationException>(() => Create<IRouterSocket>(static options => options.Bind.Add("tcp://*:5555"))).Message;

        Assert.Contains("Socket 'router-1': Bind has entries", message, StringComparison.Ordinal);
        Assert.Contains("await socket.BindAsync(\"tcp://*:5555\")", message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_listed_address_that_cannot_be_connected_to_leaves_no_socket_behind()
    {
        Assert.Throws<ZmqException>(() => Create<IDealerSocket>(static options =>
        {
            options.IPv6 = false;
            options.Connect.Add("tcp://[::1]:5555");
        }));

        await Until(() => !Runtime.Sockets.Any());
    }

    [Fact]
    [ProvesOption(nameof(ZmqSocketOptions.Bind))]
    public async Task A_socket_that_is_bound_opens_the_rest_of_what_its_options_list()
    {
        await using var dealer = await ZmqSocket.BindAsync<IDealerSocket>(FreeAddress(), cancellationToken: Token);
        var (one, two) = (FreeAddress("ipc"), FreeAddress("ipc"));
        await using var router = await ZmqSocket.BindAsync<IRouterSocket>(
            one,
            options =>
            {
                options.Bind.Add(two);
                options.Bind.Add(one);
                options.Connect.Add(dealer.BoundAddresses[0].ToString()!);
                options.ConnectRoutingIds.Add("named");
            },
            Token);
        Assert.Equal([one, two], router.BoundAddresses.Select(static address => address.ToString()));
        await router.SendAsync(ZmqMessage.Text("named", "hello"), Token);

        Assert.Equal("hello", await dealer.ReceiveStringAsync(Token));
    }

    [Fact]
    public async Task A_socket_that_is_connected_to_a_listed_address_is_connected_there_once()
    {
        await using var dealer = await ZmqSocket.BindAsync<IDealerSocket>(FreeAddress(), cancellationToken: Token);
        var (address, own) = (dealer.BoundAddresses[0].ToString()!, FreeAddress("ipc"));
        await using var router = await ZmqSocket.ConnectAsync<IRouterSocket>(
            address,
            options =>
            {
                options.Bind.Add(own);
                options.Connect.Add(address);
                options.ConnectRoutingIds.Add("named");
                options.RouterMandatory = true;
            },
            Token);
        await router.SendAsync(ZmqMessage.Text("named", "hello"), Token);

        Assert.Equal("hello", await dealer.ReceiveStringAsync(Token));
        Assert.Equal([own], router.BoundAddresses.Select(static bound => bound.ToString()));
        await router.DisconnectAsync(address, Token);
        await Until(() => dealer.GetPeers().Count == 0);
    }

    [Fact]
    public async Task A_listed_address_that_cannot_be_bound_closes_the_socket()
    {
        var taken = (await Create<IDealerSocket>().BindAsync(FreeAddress(), Token)).ToString();
        var path = FreePath();
        await Assert.ThrowsAsync<ZmqException>(
            async () => await ZmqSocket.BindAsync<IDealerSocket>($"ipc://{path}", options => options.Bind.Add(taken), Token));

        await Until(() => !File.Exists(path));
    }
}
