using System.Text.RegularExpressions;

namespace Monocoque.Samples.Support;

/// <summary>The sample, running, with the addresses that its start-up lines tell.</summary>
public sealed partial class PriceFeed : IAsyncLifetime
{
    private RunningProgram? _program;

    internal RunningProgram Program => _program!;

    internal HttpClient Http { get; } = new() { Timeout = RunningProgram.Patience };

    internal string Prices { get; private set; } = "";

    internal string Orders { get; private set; } = "";

    public async ValueTask InitializeAsync() => await AttachAsync(Programs.PriceFeed(Programs.FreePorts));

    public async ValueTask DisposeAsync()
    {
        Http.Dispose();
        if (_program is not null)
            await _program.DisposeAsync();
    }

    /// <summary>Posts a price, which must be accepted.</summary>
    internal async Task PostAsync(string symbol, string json, CancellationToken cancellationToken)
    {
        using var body = new StringContent(json, System.Text.Encoding.UTF8, "application/json");
        using var response = await Http.PostAsync(new Uri($"prices/{symbol}", UriKind.Relative), body, cancellationToken);
        Assert.Equal(System.Net.HttpStatusCode.Accepted, response.StatusCode);
    }

    internal async Task AttachAsync(RunningProgram program)
    {
        _program = program;
        Http.BaseAddress = new Uri((await program.WaitForAsync(HttpLine())).Groups[1].Value);
        Prices = (await program.WaitForAsync(PricesLine())).Groups[1].Value;
        Orders = (await program.WaitForAsync(OrdersLine())).Groups[1].Value;
    }

    [GeneratedRegex(@"^  HTTP +(http://\S+)")]
    private static partial Regex HttpLine();

    [GeneratedRegex(@"^  PUB +(tcp://\S+)")]
    private static partial Regex PricesLine();

    [GeneratedRegex(@"^  ROUTER +(tcp://\S+)")]
    private static partial Regex OrdersLine();
}
