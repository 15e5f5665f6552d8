using System.Xml.Linq;
using Microsoft.Extensions.Options;
using Monocoque.Shared;

namespace Monocoque.Sockets.Tests.Security;

/// <summary>Options that do not go together are errors at start, and no error tells a secret.</summary>
public sealed class SecurityOptionTests : SecuritySocketTest
{
    private const string Secret = "no key, but secret anyway";

    public static TheoryData<string> Options => [.. typeof(ZmqSecurityOptions).GetProperties().Select(static property => property.Name)];

    public static TheoryData<string, string[]> Mistakes => new()
    {
        { "plain client without a name", ["Username is missing"] },
        { "plain client with users", ["Users is set", "PLAIN client"] },
        { "plain server with a password", ["Password is set", "PLAIN server"] },
        { "plain with keys", ["SecretKey is set", "PLAIN server"] },
        { "plain name too long", ["Username has 256 octets"] },
        { "curve client without a server key", ["ServerKey is missing"] },
        { "curve without a secret key", ["SecretKey is missing"] },
        { "curve with a broken key", ["SecretKey has 25 characters that are no key"] },
        { "curve with another public key", ["PublicKey does not belong to SecretKey"] },
        { "curve with a broken client key", ["ClientKeys: what 'worker' has is no key"] },
        { "curve with a client key twice", ["ClientKeys: the key of 'b' is also that of another"] },
        { "curve with users", ["Users is set", "CURVE server"] },
        { "null with any client", ["AllowAnyClient is set", "NULL"] },
        { "null with an authenticator and no domain", ["Authenticator is set", "ZapDomain"] },
        { "two who judge", ["Users and AllowAnyClient are set"] },
        { "stream", ["a STREAM socket speaks no ZMTP"] },
        { "udp", ["'udp://239.0.0.1:5555' has no handshake"] },
        { "zap endpoint that is none", ["ZapEndpoint is 'tcp://*:5555', which cannot be connected to"] },
    };

    [Theory]
    [MemberData(nameof(Mistakes))]
    public void Mistake_is_named_with_its_socket_and_without_its_value(string mistake, string[] words)
    {
        var error = Assert.Throws<OptionsValidationException>(() => Make(mistake));

        Assert.All(words, word => Assert.Contains(word, error.Message, StringComparison.Ordinal));
        Assert.Matches("^Socket '[a-z]+-1': ", error.Message);
        Assert.DoesNotContain(Secret, error.Message, StringComparison.Ordinal);
        Assert.DoesNotContain(ServerKeys.SecretKey, error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(ZmqMechanism.Plain)]
    [InlineData(ZmqMechanism.Curve)]
    [InlineData(ZmqMechanism.Null)]
    public void Server_with_nobody_to_ask_does_not_start_and_says_what_to_do(ZmqMechanism mechanism)
    {
        var error = Assert.Throws<OptionsValidationException>(() => Create<IRouterSocket>(options =>
        {
            options.Security.Mechanism = mechanism;
            options.Security.AsServer = mechanism != ZmqMechanism.Null;
            options.Security.ZapDomain = "global";
            options.Security.SecretKey = mechanism == ZmqMechanism.Curve ? ServerKeys.SecretKey : null;
        }));

        Assert.Contains("Socket 'router-1'", error.Message, StringComparison.Ordinal);
        Assert.Contains("Security.Authenticator", error.Message, StringComparison.Ordinal);
        Assert.Contains("AddAuthenticator", error.Message, StringComparison.Ordinal);
        Assert.Contains("ZapEndpoint", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    [ProvesOption(nameof(ZmqSecurityOptions.PublicKey))]
    public void Public_key_that_belongs_to_the_secret_one_is_taken()
    {
        Create<IRouterSocket>(static options =>
        {
            CurveServer(options);
            options.Security.PublicKey = ServerKeys.PublicKey;
        });
        Assert.Throws<OptionsValidationException>(() => Make("curve with another public key"));
    }

    [Fact]
    public void Options_print_no_secret()
    {
        var options = new ZmqSocketOptions();
        PlainClient()(options);
        Assert.DoesNotContain("secret", $"{options.Security}", StringComparison.Ordinal);
        Assert.Equal("PLAIN client", $"{options.Security}");
    }

    [Theory]
    [MemberData(nameof(Options))]
    public void Every_option_names_what_it_stands_for_in_libzmq_and_has_a_line_in_the_documentation(string option)
    {
        var documentation = XDocument.Load(Path.ChangeExtension(typeof(ZmqSecurityOptions).Assembly.Location, ".xml"));
        var member = documentation.Descendants("member").Single(member => member.Attribute("name")!.Value == $"P:Monocoque.ZmqSecurityOptions.{option}");
        Assert.Matches("ZMQ_[A-Z0-9_]+|RFC 27|no libzmq option", member.Value);
        Assert.Contains($"| `{option}` |", RepositoryRoot.Read("docs/configuration.md"), StringComparison.Ordinal);
    }

    private void Make(string mistake) => _ = mistake switch
    {
        "stream" => (IZmqSocket)Create<IStreamSocket>(PlainClient()),
#pragma warning disable MONOCOQUE001 // The draft is what udp is for.
        "udp" => Create<IRadioSocket>(static options =>
        {
            PlainClient()(options);
            options.Connect.Add("udp://239.0.0.1:5555");
        }),
#pragma warning restore MONOCOQUE001
        _ => Create<IRouterSocket>(options => Spoil(options, mistake)),
    };

    private static void Spoil(ZmqSocketOptions options, string mistake)
    {
        var security = options.Security;
        var basis = mistake.StartsWith("plain client", StringComparison.Ordinal) || mistake.Contains("name too long", StringComparison.Ordinal) ? PlainClient()
            : mistake.StartsWith("curve client", StringComparison.Ordinal) ? CurveClient
            : mistake.StartsWith("curve", StringComparison.Ordinal) ? CurveServer
            : mistake.StartsWith("null", StringComparison.Ordinal) ? (Action<ZmqSocketOptions>)(static _ => { }) : PlainServer;
        basis(options);
        switch (mistake)
        {
            case "plain client without a name": security.Username = null; break;
            case "plain client with users": security.Users["a"] = "b"; break;
            case "plain server with a password": security.Password = Secret; break;
            case "plain with keys": security.SecretKey = Secret; break;
            case "plain name too long": security.Username = new string('x', 256); break;
            case "curve client without a server key": security.ServerKey = null; break;
            case "curve without a secret key": security.SecretKey = null; break;
            case "curve with a broken key": security.SecretKey = Secret; break;
            case "curve with another public key": security.PublicKey = ClientKeys.PublicKey; break;
            case "curve with a broken client key": security.ClientKeys["worker"] = Secret; break;
            case "curve with a client key twice": security.ClientKeys["b"] = ClientKeys.PublicKey; break;
            case "curve with users": security.Users["a"] = "b"; break;
            case "null with any client": security.AllowAnyClient = true; break;
            case "null with an authenticator and no domain": security.Authenticator = new Judge(static request => default); break;
            case "two who judge": security.AllowAnyClient = true; break;
            default: security.ZapEndpoint = "tcp://*:5555"; security.Users.Clear(); break;
        }
    }
}
