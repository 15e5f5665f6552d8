using System.Text;
using System.Text.RegularExpressions;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Monocoque.Docs.Markdown;

namespace Monocoque.Docs;

/// <summary>The settings that the documentation shows start a host, in memory.</summary>
public sealed partial class SettingsTests
{
    public static TheoryData<string> Blocks =>
        [.. Document.AllBlocks.Where(static block => block.Language == "json" && block.Excuse is null).Select(static block => block.Place)];

    [Theory]
    [MemberData(nameof(Blocks))]
    public async Task Settings_are_accepted(string place)
    {
        var block = Document.AllBlocks.Single(block => block.Place == place);

        using var files = new ReaderFiles();
        using var host = Build(block, files);
        await host.StartAsync(TestContext.Current.CancellationToken);

        Assert.NotEmpty(host.Services.GetRequiredService<IConfiguration>().GetSection("Zmq:Sockets").GetChildren());
        await host.StopAsync(TestContext.Current.CancellationToken);
    }

    [Fact]
    public async Task Settings_with_a_mistake_are_not()
    {
        using var files = new ReaderFiles();
        using var host = Build(new("docs/page.md", 1, "json", "", """ "prices": { "Type": "Pub", "Bnd": "tcp://127.0.0.1:5556" } """), files);

        await Assert.ThrowsAnyAsync<Exception>(() => host.StartAsync(TestContext.Current.CancellationToken));
    }

    private static IHost Build(CodeBlock block, ReaderFiles files)
    {
        var pair = ZmqCurve.GenerateKeyPair();
        // What a reader has to fill in stands in angle brackets, and is a key wherever it is read.
        var text = Placeholder().Replace(block.Text, _ => JsonEncoded(pair.PublicKey));
        if (!text.TrimStart().StartsWith('{'))
            text = $$"""{ "Zmq": { "Sockets": { {{text}} } } }""";

        var builder = Host.CreateEmptyApplicationBuilder(null);
        using var settings = new MemoryStream(Encoding.UTF8.GetBytes(text));
        builder.Configuration.AddJsonStream(settings);
        builder.Configuration.AddInMemoryCollection([.. files.Replacing(builder.Configuration)]);
        // Secrets come from elsewhere, as the pages say.
        builder.Configuration.AddInMemoryCollection(builder.Configuration.GetSection("Zmq:Sockets").GetChildren()
            .Where(static socket => socket["Security:Mechanism"] == "Curve")
            .Select(socket => KeyValuePair.Create($"{socket.Path}:Security:SecretKey", (string?)pair.SecretKey)));
        builder.Services.AddZmq();
        builder.Services.UseInMemoryZmq();
        return builder.Build();
    }

    private static string JsonEncoded(string text) => System.Text.Json.JsonSerializer.Serialize(text)[1..^1];

    [GeneratedRegex("<[^>\"]+>")]
    private static partial Regex Placeholder();
}
