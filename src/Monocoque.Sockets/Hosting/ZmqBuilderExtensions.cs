using System.Diagnostics.CodeAnalysis;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Options;
using Monocoque;
using Monocoque.Hosting;

namespace Microsoft.Extensions.DependencyInjection;

/// <summary>Declares sockets in code, and who may come in.</summary>
public static class ZmqBuilderExtensions
{
    /// <summary>
    /// Declares the socket <paramref name="name"/>. Its section of the configuration is applied first, <paramref name="configure"/> after it.
    /// Declaring a socket again adds to its options.
    /// </summary>
    /// <typeparam name="TSocket">The interface of the pattern, for example <see cref="IPubSocket"/>.</typeparam>
    /// <exception cref="ArgumentException"><typeparamref name="TSocket"/> names no pattern, or <paramref name="name"/> is empty or an address.</exception>
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
    /// <exception cref="ArgumentException"><typeparamref name="TSocket"/> names no pattern, or <paramref name="name"/> is empty or an address.</exception>
    public static IZmqBuilder AddSocket<TSocket>(this IZmqBuilder builder, string name, Action<ZmqSocketOptions, IServiceProvider> configure)
        where TSocket : class, IZmqSocket
    {
        ArgumentNullException.ThrowIfNull(configure);
        Declare<TSocket>(builder, name);
        builder.Services.AddSingleton<IConfigureOptions<ZmqSocketOptions>>(
            services => new ConfigureNamedOptions<ZmqSocketOptions>(name, options => configure(options, services)));
        return builder;
    }

    /// <summary>
    /// Has every socket that checks its peers, and whose <see cref="ZmqSocketOptions.Security"/> names nobody else to ask, ask <typeparamref name="T"/>: PLAIN and
    /// CURVE servers, and NULL with a <see cref="ZmqSecurityOptions.ZapDomain"/>. Other sockets ask nobody, so it protects no socket that is not told to check.
    /// <para>
    /// It is a singleton, or has the lifetime it is registered with otherwise; each question has a scope of its own, so <c>services.AddScoped&lt;T>()</c> lets it stand
    /// on scoped services such as a <c>DbContext</c>. It may take sockets of the host, too.
    /// </para>
    /// </summary>
    /// <typeparam name="T">Says who may come in.</typeparam>
    /// <param name="builder">What <see cref="ZmqServiceCollectionExtensions.AddZmq"/> returns.</param>
    /// <exception cref="InvalidOperationException">
    /// Another one is there already. When the host starts: <see cref="ZmqRuntimeOptions.Authenticator"/> is set as well, or the services lack what
    /// <typeparamref name="T"/> asks for.
    /// </exception>
    public static IZmqBuilder AddAuthenticator<[DynamicallyAccessedMembers(DynamicallyAccessedMemberTypes.PublicConstructors)] T>(this IZmqBuilder builder)
        where T : class, IZmqAuthenticator
    {
        ArgumentNullException.ThrowIfNull(builder);
        builder.Services.TryAddSingleton<T>();
        var other = builder.Services.FirstOrDefault(static descriptor => descriptor.ServiceType == typeof(AuthenticatorDeclaration));
        if (other is null)
        {
            builder.Services.AddSingleton(new AuthenticatorDeclaration(typeof(T)));
            builder.Services.AddSingleton<IPostConfigureOptions<ZmqRuntimeOptions>, UseServiceAuthenticator>();
        }
        else if (((AuthenticatorDeclaration)other.ImplementationInstance!).Type is var type && type != typeof(T))
        {
            throw new InvalidOperationException(
                $"AddAuthenticator<{typeof(T).Name}>() comes after AddAuthenticator<{type.Name}>(), and a host has one."
                + " Give single sockets theirs by Security.Authenticator.");
        }
        return builder;
    }

    private static void Declare<TSocket>(IZmqBuilder builder, string name)
        where TSocket : class, IZmqSocket
    {
        ArgumentNullException.ThrowIfNull(builder);
        ArgumentException.ThrowIfNullOrWhiteSpace(name);
        if (name.Contains("://", StringComparison.Ordinal))
        {
            var list = name.StartsWith('>') ? nameof(ZmqSocketOptions.Connect) : nameof(ZmqSocketOptions.Bind);
            throw new ArgumentException(
                $"'{name}' is an address, not a name. Name the socket, and say by its options where it listens or connects:"
                + $" AddSocket<{typeof(TSocket).Name}>(\"name\", options => options.{list}.Add(\"{name.TrimStart('>')}\")).", nameof(name));
        }
        builder.Services.AddSingleton(new SocketDeclaration(name, ZmqSocketTypes.Of<TSocket>()));
    }
}
