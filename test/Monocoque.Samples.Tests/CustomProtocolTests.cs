using System.Net;
using System.Net.Sockets;
using System.Text;
using System.Text.RegularExpressions;
using Monocoque.Samples.Support;

namespace Monocoque.Samples;

public sealed partial class CustomProtocolTests : IAsyncLifetime
{
    private readonly HttpClient _http = new() { Timeout = RunningProgram.Patience };
    private RunningProgram? _program;
    private int _port;

    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        _program = Programs.CustomProtocol("--Ports:Lines=0", "--Ports:Http=0");
        var ports = await _program.WaitForAsync(Ports());
        _port = int.Parse(ports.Groups[1].ValueSpan, System.Globalization.CultureInfo.InvariantCulture);
        _http.BaseAddress = new Uri($"http://127.0.0.1:{ports.Groups[2].Value}");
    }

    public async ValueTask DisposeAsync()
    {
        _http.Dispose();
        await _program!.DisposeAsync();
    }

    [Fact]
    public async Task Lines_in_one_packet_are_answered_in_order_and_http_sees_the_value()
    {
        Assert.Equal(
            "OK\nVALUE Hello World\nNONE\nERROR Say SET key value, GET key, DELETE key, or QUIT.\n",
            await TalkAsync("SET greeting Hello World\r\nGET greeting\nGET other\nnonsense\nQUIT\nGET greeting\n"));
        Assert.Equal("Hello World", await _http.GetStringAsync(new Uri("greeting", UriKind.Relative), Cancelled));

        Assert.Equal("OK\nNONE\n", await TalkAsync("DELETE greeting\nDELETE greeting\nQUIT\n"));
        using var gone = await _http.GetAsync(new Uri("greeting", UriKind.Relative), Cancelled);
        Assert.Equal(HttpStatusCode.NotFound, gone.StatusCode);
    }

    [Fact]
    public async Task Line_in_many_packets_is_one_line()
    {
        using var client = new TcpClient { NoDelay = true };
        await client.ConnectAsync(IPAddress.Loopback, _port, Cancelled);
        foreach (var octet in "GET x\nQUIT\n"u8.ToArray())
            await client.GetStream().WriteAsync(new[] { octet }, Cancelled);

        Assert.Equal("NONE\n", await ReadToEndAsync(client));
    }

    [Fact]
    public async Task Line_without_end_is_refused_and_costs_nobody_else_anything()
    {
        using var other = new TcpClient();
        await other.ConnectAsync(IPAddress.Loopback, _port, Cancelled);

        Assert.Equal("ERROR A line has at most 4096 octets.\n", await TalkAsync(new string('x', 4097)));

        await other.GetStream().WriteAsync("QUIT\n"u8.ToArray(), Cancelled);
        Assert.Equal("", await ReadToEndAsync(other));
    }

    [Fact]
    public async Task Thousand_lines_that_are_not_waited_for_are_all_answered()
    {
        var lines = string.Concat(Enumerable.Range(0, 1000).Select(i => $"SET key{i} {i}\nGET key{i}\n"));

        Assert.Equal(string.Concat(Enumerable.Range(0, 1000).Select(i => $"OK\nVALUE {i}\n")), await TalkAsync(lines + "QUIT\n"));
    }

    [Fact]
    public async Task Ctrl_c_ends_the_program_also_while_a_client_is_silent()
    {
        using var client = new TcpClient();
        await client.ConnectAsync(IPAddress.Loopback, _port, Cancelled);
        await client.GetStream().WriteAsync("GET x\n"u8.ToArray(), Cancelled);
        Assert.Equal('N', client.GetStream().ReadByte());

        _program!.Interrupt();

        // The framework would wait up to 30 s for a connection that does not end.
        Assert.Equal(0, await _program.WaitForExitAsync().WaitAsync(TimeSpan.FromSeconds(15), Cancelled));
    }

    [Fact]
    public void Nothing_of_zeromq_is_in_it()
    {
        var folder = Path.GetDirectoryName(Programs.Assembly("CustomProtocol"))!;

        Assert.Equal(
            ["Monocoque.Transport.IoUring.dll"],
            Directory.GetFiles(folder, "Monocoque.*.dll").Select(file => Path.GetFileName(file)));
    }

    private async Task<string> TalkAsync(string lines)
    {
        using var client = new TcpClient();
        await client.ConnectAsync(IPAddress.Loopback, _port, Cancelled);
        var answers = ReadToEndAsync(client);
        await client.GetStream().WriteAsync(Encoding.UTF8.GetBytes(lines), Cancelled);
        return await answers;
    }

    private static async Task<string> ReadToEndAsync(TcpClient client)
    {
        using var reader = new StreamReader(client.GetStream(), leaveOpen: true);
        return await reader.ReadToEndAsync(Cancelled).WaitAsync(RunningProgram.Patience, Cancelled);
    }

    [GeneratedRegex(@"lines on port (\d+), HTTP on port (\d+)")]
    private static partial Regex Ports();
}
