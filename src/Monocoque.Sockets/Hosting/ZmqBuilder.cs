using Microsoft.Extensions.DependencyInjection;

namespace Monocoque.Hosting;

internal sealed class ZmqBuilder(IServiceCollection services) : IZmqBuilder
{
    public IServiceCollection Services { get; } = services;
}
