using System.Diagnostics;
using Monocoque.Patterns;

namespace Monocoque.Sockets.Tests.Soak;

/// <summary>One pattern on one address, for as long as the soak lasts.</summary>
internal abstract class SoakScene(ZmqRuntime runtime, string address, TimeSpan duration, CancellationToken token)
{
    private readonly long _start = Stopwatch.GetTimestamp();

    /// <summary>Messages that made their way.</summary>
    internal long Progress { get; private protected set; }

    /// <summary>Where to bind to.</summary>
    protected string Address => address;

    /// <summary>Running into it is a failure.</summary>
    protected CancellationToken Token => token;

    /// <summary>No new rounds.</summary>
    protected bool IsOver => Stopwatch.GetElapsedTime(_start) > duration;

    internal abstract Task RunAsync();

    protected TSocket Create<TSocket>(Action<ZmqSocketOptions>? configure = null)
        where TSocket : class, IZmqSocket => runtime.CreateSocket<TSocket>(options =>
        {
            options.ReconnectInterval = TimeSpan.FromMilliseconds(5);
            // Longer than anything here takes.
            if (options.Type is not (ZmqSocketType.Pull or ZmqSocketType.Sub))
                options.Linger = TimeSpan.FromMinutes(1);
            configure?.Invoke(options);
        });

    protected static SocketBase Core(IZmqSocket socket) => (SocketBase)socket;

    /// <summary>A message with a number, and ballast of changing size.</summary>
    protected static ZmqMessage Make(int number, params string[] before) => ZmqMessage.Text([.. before, $"{number}", new string('x', number % 500)]);

    protected static int NumberOf(in ZmqMessage message) =>
        int.Parse(message.GetString(message.Count - 2), System.Globalization.CultureInfo.InvariantCulture);
}
