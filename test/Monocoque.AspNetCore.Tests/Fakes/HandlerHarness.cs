using Microsoft.Extensions.DependencyInjection;
using Monocoque.Binding;
using Monocoque.Hosting;

namespace Monocoque.AspNetCore.Tests.Fakes;

/// <summary>Compiles a handler as mapping does, and runs it on one message.</summary>
internal sealed class HandlerHarness(FakeSocket socket, Action<IServiceCollection>? configure = null)
{
    private readonly ServiceProvider _services = Build(configure);

    public FakeSocket Socket => socket;

    public static HandlerHarness Router(Action<IServiceCollection>? configure = null) => new(new FakeRouter(), configure);

    public ZmqDelegate Compile(Delegate handler) => HandlerCompiler.Compile(handler, Target());

    public ZmqDelegate Compile<T>(Func<ZmqContext, ValueTask<T>> handler) => HandlerCompiler.Compile(handler, Target());

    public string FailCompile(Delegate handler) => Assert.Throws<InvalidOperationException>(() => Compile(handler)).Message;

    public Task RunAsync(Delegate handler, params string[] frames) => RunAsync(Compile(handler), ZmqMessage.Text(frames));

    public async Task RunAsync(ZmqDelegate handler, ZmqMessage message, CancellationToken aborted = default)
    {
        var context = new ZmqContext(socket, _services.GetRequiredService<IServiceScopeFactory>(), aborted);
        context.Begin(message);
        try
        {
            await handler(context);
        }
        finally
        {
            await context.EndAsync();
        }
    }

    private static ServiceProvider Build(Action<IServiceCollection>? configure)
    {
        var services = new ServiceCollection();
        configure?.Invoke(services);
        return services.BuildServiceProvider();
    }

    private HandlerTarget Target() => new(new SocketPlan("orders", socket.Type, section: null), _services);
}
