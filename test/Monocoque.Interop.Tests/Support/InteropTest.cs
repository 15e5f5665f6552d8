using Monocoque.Interop.LibZmq;
using Monocoque.Testing;

namespace Monocoque.Interop.Support;

/// <summary>One runtime of ours, one context of theirs, and a deadline on everything.</summary>
public abstract class InteropTest : IAsyncDisposable
{
    /// <summary>Running into it is a failure; nothing here needs a tenth of it.</summary>
    private static readonly TimeSpan s_deadline = TimeSpan.FromSeconds(40);

    private readonly CancellationTokenSource _deadline =
        CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);

    private readonly DirectoryInfo _directory = Directory.CreateTempSubdirectory("monocoque-");
    private int _paths;

    protected InteropTest()
        : this(s_deadline)
    {
    }

    private protected InteropTest(TimeSpan deadline) => _deadline.CancelAfter(deadline);

    public static TheoryData<Link> Links => [.. Enum.GetValues<Link>()];

    public static TheoryData<string> Transports => ["tcp", "ipc"];

    private protected LibZmqContext Theirs { get; } = new();

    protected ZmqRuntime Ours { get; } = CreateRuntime();

    protected CancellationToken Deadline => _deadline.Token;

    public async ValueTask DisposeAsync()
    {
        await Ours.DisposeAsync();
        await Theirs.DisposeAsync();
        _deadline.Dispose();
        _directory.Delete(recursive: true);
        GC.SuppressFinalize(this);
    }

    private static ZmqRuntime CreateRuntime()
    {
        var options = new ZmqRuntimeOptions();
        TestTransport.Use(options);
        return new ZmqRuntime(options);
    }

    /// <summary>An address to bind to that no other test uses.</summary>
    protected string FreeAddress(string transport) =>
        transport == "tcp" ? "tcp://127.0.0.1:0" : $"ipc://{Path.Combine(_directory.FullName, $"{++_paths}.sock")}";

    /// <summary>A file of this test alone, which goes with it.</summary>
    protected string PathOf(string file) => Path.Combine(_directory.FullName, file);

    /// <summary>An address that can be connected to before anybody listens there.</summary>
    protected string AddressOfNobody(string transport) => transport == "tcp" ? $"tcp://127.0.0.1:{PortOfNobody.Take()}" : FreeAddress(transport);

    /// <summary>Brings the two together; the handshake is over on our side only if we connect.</summary>
    private protected async Task JoinAsync(IZmqSocket ours, LibZmqSocket theirs, Link link)
    {
        var address = FreeAddress(link is Link.TcpWeBind or Link.TcpWeConnect ? "tcp" : "ipc");
        if (link is Link.TcpWeBind or Link.IpcWeBind)
            await theirs.ConnectAsync($"{await ours.BindAsync(address, Deadline)}");
        else
            await ours.ConnectAsync(await theirs.BindAsync(address), Deadline);
    }

    /// <summary>As <see cref="JoinAsync"/>, and waits for our side of the handshake also where we bind.</summary>
    private protected async Task JoinAndShakeHandsAsync(IZmqSocket ours, LibZmqSocket theirs, Link link)
    {
        await using var events = new OurEvents(ours, Deadline);
        await JoinAsync(ours, theirs, link);
        await events.WaitForAsync(ZmqEventKind.HandshakeSucceeded);
    }
}
