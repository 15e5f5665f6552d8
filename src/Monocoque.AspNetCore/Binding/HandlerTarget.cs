using System.Text.Json;
using Microsoft.AspNetCore.Http.Json;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using Monocoque.Hosting;
using Monocoque.Patterns;

namespace Monocoque.Binding;

/// <summary>What a handler is compiled for: the socket, and the services that say which parameters are services and how JSON is read.</summary>
internal sealed class HandlerTarget(SocketPlan plan, IServiceProvider services)
{
    internal SocketPlan Plan { get; } = plan;

    internal IServiceProvider Services { get; } = services;

    /// <summary>What can be verified only when everything is mapped.</summary>
    internal List<Action> StartChecks { get; } = [];

    /// <summary>The first frame is a topic.</summary>
    internal bool HasTopic => Plan.Type.Subscribes();

    /// <summary>What a handler returns can be sent to who asked.</summary>
    internal bool CanReply => Plan.Type.Replies();

    /// <summary>
    /// The options of minimal APIs, so that one application has one JSON. Applications without any get the defaults of the web. The contract resolver may
    /// come from the application (source generated) or be reflection.
    /// </summary>
    internal JsonSerializerOptions Json => field ??= (Services.GetService<IOptions<JsonOptions>>()?.Value ?? new JsonOptions()).SerializerOptions;
}
