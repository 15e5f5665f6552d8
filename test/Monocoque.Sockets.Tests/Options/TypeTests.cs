using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Monocoque.Hosting;
using Monocoque.Shared;

namespace Monocoque.Sockets.Tests.OptionEffects;

public sealed class TypeTests
{
    public static TheoryData<ZmqSocketType> Types => [.. Enum.GetValues<ZmqSocketType>()];

    [Theory]
    [MemberData(nameof(Types))]
    [ProvesOption(nameof(ZmqSocketOptions.Type))]
    public async Task A_socket_of_the_configuration_has_the_pattern_it_says(ZmqSocketType type)
    {
        var services = new ServiceCollection().AddLogging();
        services.AddSingleton<IConfiguration>(new ConfigurationBuilder().AddInMemoryCollection([new("Zmq:Sockets:one:Type", $"{type}")]).Build());
        services.AddZmq();
        await using var provider = services.BuildServiceProvider();

        var socket = (IZmqSocket)provider.GetRequiredKeyedService(ZmqSocketTypes.All.Single(entry => entry.Type == type).Interface, "one");
        Assert.Equal(type, socket.Type);
    }
}
