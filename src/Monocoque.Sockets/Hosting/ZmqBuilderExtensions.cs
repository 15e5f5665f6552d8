using Microsoft.Extensions.Options;
using Monocoque;
using Monocoque.Hosting;

namespace Microsoft.Extensions.DependencyInjection;

/// <summary>Declares sockets in code.</summary>
public static class ZmqBuilderExtensions
{
    /// <summary>
    /// Declares the socket <paramref name="name"/>. Its section of the configuration is applied first, <paramref name="configure"/> after it.
    /// Declaring a socket again adds to its options.
    /// </summary>
    /// <typeparam name="TSocket">The interface of the pattern, for example <see cref="IPubSocket"/>.</typeparam>
    /// <exception cref="ArgumentException"><typeparamref name="TSocket"/> names no pattern, or <paramref name="name"/> is empty.</exception>
    public static IZmqBuilder AddSocket<TSocket>(this IZmqBuilder builder, string name, Action<ZmqSocketOptions>? configure = null)
        where TSocket : class, IZmqSocket
    {
        Declare<TSocket>(builder, name);
        if (configure is not null)
            builder.Services.Configure(name, configure);
        return builder;
    }

    /// <summary>As the other overload, for options that depend on services.</summary>
    /// <typeparam name="TSocket">The interface of the pattern, for example <see cref="IPubSocket"/>.</typeparam>
    /// <exception cref="ArgumentException"><typeparamref name="TSocket"/> names no pattern, or <paramref name="name"/> is empty.</exception>
    public static IZmqBuilder AddSocket<TSocket>(this IZmqBuilder builder, string name, Action<ZmqSocketOptions, IServiceProvider> configure)
        where TSocket : class, IZmqSocket
    {
        ArgumentNullException.ThrowIfNull(configure);
        Declare<TSocket>(builder, name);
        builder.Services.AddSingleton<IConfigureOptions<ZmqSocketOptions>>(
            services => new ConfigureNamedOptions<ZmqSocketOptions>(name, options => configure(options, services)));
        return builder;
    }

    private static void Declare<TSocket>(IZmqBuilder builder, string name)
        where TSocket : class, IZmqSocket
    {
        ArgumentNullException.ThrowIfNull(builder);
        ArgumentException.ThrowIfNullOrEmpty(name);
        builder.Services.AddSingleton(new SocketDeclaration(name, ZmqSocketTypes.Of<TSocket>()));
    }
}
