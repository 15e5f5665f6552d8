using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace Monocoque.AspNetCore.Tests.Hosting;

/// <summary>Mistakes in the configuration and in the names of sockets, as somebody makes them who is new to it.</summary>
public sealed class ConfigurationMistakeTests
{
    [Theory]
    [InlineData("""{ "Zmq": "tcp://*:1" }""", "Zmq is a text, but is a section. Known keys: Sockets.")]
    [InlineData("""{ "Zmq": { "Sockets": "tcp://*:1" } }""", "Zmq:Sockets is a text, but holds one section per socket")]
    [InlineData("""{ "Zmq": { "Sockets": [ { "Type": "PUB" } ] } }""", "Zmq:Sockets is a list, but holds one section per socket, named as the socket: { \"prices\"")]
    [InlineData("""{ "Zmq": { "Defaults": { "Linger": "00:00:01" } } }""", "Zmq:Defaults is not a known key. Known keys: Sockets. Set this in code")]
    [InlineData("""{ "Zmq": { "sharehttpports": true } }""", "Set this in code: builder.WebHost.UseZmtp(options => options.ShareHttpPorts …)")]
    public void Mistake_beside_the_sockets_is_told(string json, string expected) => AssertFault(json, expected);

    [Theory]
    [InlineData("""{ "a": { "Type": [ "PUB" ] } }""", "Zmq:Sockets:a:Type is a section or a list, but takes a single value. Set it to one of PUB")]
    [InlineData("""{ "a": { "Type": "" } }""", "Zmq:Sockets:a:Type is '', which is not a pattern")]
    [InlineData("""{ "a": { } }""", "Zmq:Sockets:a:Type is missing, and no code declares this socket")]
    [InlineData("""{ "a": { "Type": "PUB", "SendHighWaterMark": 3000000000 } }""", "a:SendHighWaterMark is '3000000000', which is not a number of 32 bits")]
    [InlineData("""{ "a": { "Type": "PUB", "SendHighWaterMark": 1.5 } }""", "a:SendHighWaterMark is '1.5', which is not a whole number")]
    [InlineData("""{ "a": { "Type": "PUB", "Security": { "Mechanism": "Curv" } } }""", "a:Security:Mechanism is 'Curv', which is not one of Null, Plain, Curve")]
    [InlineData("""{ "a": { "Type": "PUB", "Security": { "Mechanism": "Null, Plain" } } }""", "Mechanism is 'Null, Plain', which is not one of Null, Plain")]
    [InlineData("""{ "a": { "Type": "PUB", "Security": { "Mechansim": "Curve" } } }""", "a:Security:Mechansim is not an option of a socket's security. Known keys: Al")]
    [InlineData("""{ "a": { "Type": "PUB", "Security": "Curve" } }""", "a:Security is a text, but is a section. Known keys: AllowAnyClient")]
    [InlineData("""{ "a": { "Type": "PUB", "Tls": { "ClientCertificateMode": "None, Require" } } }""", "Mode is 'None, Require', which is not one of None")]
    [InlineData("""{ "a": { "Type": "PUB", "Tls": { "CertPath": "x" } } }""", "a:Tls:CertPath is not an option of a socket's TLS. Known keys: CertificateKeyPath")]
    [InlineData("""{ "a": { "Type": "PUB", "Bind": "tcp://*:65536" } }""", "Socket 'a': Bind: 'tcp://*:65536' is not a ZeroMQ address")]
    [InlineData("""{ "a": { "Type": "PUB", "Bind": "tcp://*:http" } }""", "Socket 'a': Bind: 'tcp://*:http' is not a ZeroMQ address")]
    [InlineData("""{ "a": { "Type": "PUB", "Bind": "tcp://*" } }""", "Socket 'a': Bind: 'tcp://*' is not a ZeroMQ address")]
    [InlineData("""{ "a": { "Type": "PUB", "Bind": ">tcp://*:1" } }""", "Socket 'a': Bind: '>tcp://*:1' is not a ZeroMQ address")]
    [InlineData("""{ "a": { "Type": "PUB", "Bind": [ "tcp://*:1", "tcp://*:1" ] } }""", "Socket 'a': Bind contains 'tcp://*:1' twice")]
    [InlineData("""{ "a": { "Type": "PUB", "Subscribe": "x" } }""", "Socket 'a': Subscribe has entries, but a PUB socket does not subscribe")]
    public void Mistake_in_a_section_is_told(string sockets, string expected) => AssertFault($$"""{ "Zmq": { "Sockets": {{sockets}} } }""", expected);

    [Theory]
    [InlineData("Bind", "tcp://*:1")]
    [InlineData("AllowFrom", "10.0.0.0/8")]
    [InlineData("IpcFilterUids", "1")]
    public void Option_that_is_a_text_in_one_source_and_a_list_in_another_is_told(string key, string value)
    {
        var message = Failure(configuration => configuration.AddInMemoryCollection(
            [new("Zmq:Sockets:a:Type", "PULL"), new($"Zmq:Sockets:a:{key}", value), new($"Zmq:Sockets:a:{key}:0", value)]));

        Assert.Contains($"Zmq:Sockets:a:{key} is '{value}' in one source of the configuration, and a list in another.", message, StringComparison.Ordinal);
        Assert.Contains($"Zmq:Sockets:a:{key}:0", message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("""{ "Zmq": { "Sockets": { "a": { } } } }""")]
    [InlineData("""{ "Zmq": { "Sockets": { "a": null } } }""")]
    [InlineData("""{ "Zmq": { "Sockets": { "a": { "Type": null, "Linger": "00:00:01" } } } }""")]
    [InlineData("""{ "Zmq": { "Sockets": { } } }""")]
    [InlineData("""{ "Zmq": null }""")]
    public void Section_of_a_socket_of_the_code_may_be_empty(string json)
    {
        using var services = Services(configuration => AddJson(configuration, json), static zmq => zmq.AddSocket<IPubSocket>("a"));

        Assert.Equal("a", services.GetRequiredService<IPubSocket>().Name);
    }

    [Theory]
    [InlineData("""{ "Type": [ "SUB" ] }""", "a:Type is a section or a list")]
    [InlineData("""{ "Type": "" }""", "a:Type is '', which is not a pattern")]
    [InlineData("\"x\"", "Zmq:Sockets:a is a text, but holds the options of a socket")]
    public void Section_of_a_socket_of_the_code_is_checked_too(string section, string expected) => Assert.Contains(
        expected,
        Failure(configuration => AddJson(configuration, $$"""{ "Zmq": { "Sockets": { "a": {{section}} } } }"""), static zmq => zmq.AddSocket<IPubSocket>("a")),
        StringComparison.Ordinal);

    [Theory]
    [InlineData("tcp://*:1", "'tcp://*:1' is an address, not a name.")]
    [InlineData(">tcp://*:1", "AddSocket<IPubSocket>(\"name\", options => options.Connect.Add(\"tcp://*:1\")")]
    [InlineData(" ", "name")]
    public void Name_that_is_none_is_refused_at_once(string name, string expected) => Assert.Contains(
        expected, Assert.Throws<ArgumentException>(() => new ServiceCollection().AddZmq().AddSocket<IPubSocket>(name)).Message, StringComparison.Ordinal);

    [Fact]
    public async Task Options_for_a_socket_that_is_not_there_fail_the_start()
    {
        Assert.Contains(
            "Options are set for the socket 'pricse', but there is none of that name. Known sockets: 'prices' (PUB). Declare it with",
            await FailStartAsync(static services => services.Configure<ZmqSocketOptions>("pricse", static options => options.Conflate = true)),
            StringComparison.Ordinal);
        Assert.Contains(
            "Options are set for the socket 'Prices', but its name is 'prices'",
            await FailStartAsync(static services => services.PostConfigure<ZmqSocketOptions>("Prices", static options => options.Conflate = true)),
            StringComparison.Ordinal);
        Assert.Contains(
            "Configure<ZmqSocketOptions> without a name sets the options of no socket.",
            await FailStartAsync(static services => services.Configure<ZmqSocketOptions>(static options => options.Conflate = true)), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Faults_of_several_sockets_are_told_together()
    {
        var message = (await WorkerHost.FailStartAsync(static zmq => zmq
            .AddSocket<IPubSocket>("a", static options => options.SendHighWaterMark = -1)
            .AddSocket<IPullSocket>("good")
            .AddSocket<ISubSocket>("b", static options => options.Bind.Add("nowhere")))).Message;

        Assert.Contains("Socket 'a': SendHighWaterMark is -1.", message, StringComparison.Ordinal);
        Assert.Contains("Socket 'b': Bind: 'nowhere' is not a ZeroMQ address", message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Options_that_ask_for_their_own_socket_say_so() => Assert.Contains(
        "The options of PUB 'a' ask for the socket itself, which is made when they are known.",
        (await WorkerHost.FailStartAsync(static zmq => zmq.AddSocket<IPubSocket>(
            "a", static (_, services) => services.GetRequiredKeyedService<IPubSocket>("a").ToString()))).Message,
        StringComparison.Ordinal);

    [Fact]
    public async Task Options_may_depend_on_another_socket()
    {
        using var host = await WorkerHost.StartAsync(static zmq => zmq
            .AddSocket<IPubSocket>("a", static (options, services) => options.Metadata["X-other"] = services.GetRequiredKeyedService<IPubSocket>("b").Name)
            .AddSocket<IPubSocket>("b"));

        Assert.Equal("b", host.Services.GetRequiredService<IOptionsMonitor<ZmqSocketOptions>>().Get("a").Metadata["X-other"]);
    }

    [Fact]
    public async Task Options_for_a_socket_by_its_name_and_for_all_are_obeyed()
    {
        using var host = await WorkerHost.StartAsync(static zmq =>
        {
            zmq.AddSocket<IPubSocket>("prices");
            zmq.Services.ConfigureAll<ZmqSocketOptions>(static options => options.MaxMessageSize = 7);
            zmq.Services.PostConfigure<ZmqSocketOptions>("prices", static options => options.SendHighWaterMark = 8);
        });
        var options = host.Services.GetRequiredService<IOptionsMonitor<ZmqSocketOptions>>().Get("prices");

        Assert.Equal((7, 8), (options.MaxMessageSize, options.SendHighWaterMark));
    }

    [Fact]
    public async Task Address_that_another_socket_of_the_host_has_names_that_socket()
    {
        await using var free = await ZmqSocket.BindAsync<IPubSocket>("tcp://127.0.0.1:0", cancellationToken: TestContext.Current.CancellationToken);
        var port = free.BoundAddresses[0].Port;
        await free.DisposeAsync();

        var exception = await WorkerHost.FailStartAsync(zmq => zmq
            .AddSocket<IPubSocket>("a", options => options.Bind.Add($"tcp://127.0.0.1:{port}"))
            .AddSocket<IPullSocket>("b", options => options.Bind.Add($"tcp://*:{port}")));

        Assert.Contains($"PULL 'b' cannot listen on tcp://*:{port}", exception.Message, StringComparison.Ordinal);
        Assert.Contains("It is PUB 'a' of this application. Give each an address of its own.", exception.Message, StringComparison.Ordinal);
    }

    private static async Task<string> FailStartAsync(Action<IServiceCollection> configure) =>
        Assert.IsType<OptionsValidationException>(await WorkerHost.FailStartAsync(zmq => configure(zmq.AddSocket<IPubSocket>("prices").Services))).Message;

    private static void AssertFault(string json, string expected) =>
        Assert.Contains(expected, Failure(configuration => AddJson(configuration, json)), StringComparison.Ordinal);

    private static void AddJson(IConfigurationBuilder configuration, string json) =>
        configuration.AddJsonStream(new MemoryStream(System.Text.Encoding.UTF8.GetBytes(json)));

    private static string Failure(Action<IConfigurationBuilder> configuration, Action<IZmqBuilder>? configure = null)
    {
        using var services = Services(configuration, configure);
        return Assert.Throws<OptionsValidationException>(() => services.GetRequiredService<IOptionsMonitor<ZmqSocketOptions>>().Get("a")).Message;
    }

    private static ServiceProvider Services(Action<IConfigurationBuilder> configuration, Action<IZmqBuilder>? configure)
    {
        var builder = new ConfigurationBuilder();
        configuration(builder);
        var services = new ServiceCollection();
        services.AddSingleton<IConfiguration>(builder.Build());
        configure?.Invoke(services.AddZmq());
        services.AddZmq();
        return services.BuildServiceProvider();
    }
}
