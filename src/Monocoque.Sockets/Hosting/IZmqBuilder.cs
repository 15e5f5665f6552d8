namespace Microsoft.Extensions.DependencyInjection;

/// <summary>Adds sockets to the services; what <see cref="ZmqServiceCollectionExtensions.AddZmq"/> returns.</summary>
public interface IZmqBuilder
{
    /// <summary>The services of the application.</summary>
    IServiceCollection Services { get; }
}
