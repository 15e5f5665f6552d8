using System.Collections.Concurrent;
using System.Diagnostics;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using Monocoque.AspNetCore.Tests.Fakes;
using Monocoque.AspNetCore.Tests.Web;
using OpenTelemetry;
using OpenTelemetry.Metrics;
using OpenTelemetry.Trace;

namespace Monocoque.AspNetCore.Tests.Observability;

/// <summary>What arrives behind the SDK of OpenTelemetry that was told the two names.</summary>
public sealed class OpenTelemetryTests
{
    private readonly string _name = $"orders-{Guid.NewGuid():N}";

    [Fact]
    public async Task Metrics_and_spans_of_a_handled_message_are_exported()
    {
        var spans = new SpanCollector();
        var metrics = new MetricCollector();
        using var tracing = Sdk.CreateTracerProviderBuilder().AddSource("Monocoque").AddProcessor(new SimpleActivityExportProcessor(spans)).Build();
        using var metering = Sdk.CreateMeterProviderBuilder().AddMeter("Monocoque").AddReader(new BaseExportingMetricReader(metrics)).Build();
        await using var app = await WebApp.StartAsync(
            app => app.MapZmqRouter(_name, static (string text) => text),
            builder => builder.Services.AddZmq().AddSocket<IRouterSocket>(_name, static options => options.Bind.Add("tcp://127.0.0.1:0")));
        await using var dealer = await Clients.ConnectAsync<IDealerSocket>(app.Socket<IRouterSocket>());
        await dealer.AskAsync("x");
        await Deadline.UntilAsync(() => Task.FromResult(spans.Exported.Any(IsOurs)));

        Assert.Equal(ActivityKind.Consumer, Assert.Single(spans.Exported, IsOurs).Kind);
        await Deadline.UntilAsync(() => Task.FromResult(
            metering.ForceFlush() && metrics.Sums.GetValueOrDefault(("messaging.process.duration", _name)) == 1));
        Assert.Equal(1, metrics.Sums[("messaging.client.consumed.messages", _name)]);
        Assert.Equal(1, metrics.Sums[("zmq.connections", _name)]);
        Assert.Equal(1, metrics.Sums[("zmq.handshake.duration", _name)]);
    }

    private bool IsOurs(Activity span) => Equals(span.GetTagItem("messaging.destination.name"), _name);

    private sealed class SpanCollector : BaseExporter<Activity>
    {
        internal ConcurrentQueue<Activity> Exported { get; } = new();

        public override ExportResult Export(in Batch<Activity> batch)
        {
            foreach (var span in batch)
                Exported.Enqueue(span);
            return ExportResult.Success;
        }
    }

    /// <summary>Sums of counters, and counts of histograms, by instrument and socket.</summary>
    private sealed class MetricCollector : BaseExporter<Metric>
    {
        internal ConcurrentDictionary<(string Instrument, string? Socket), double> Sums { get; } = new();

        public override ExportResult Export(in Batch<Metric> batch)
        {
            foreach (var metric in batch)
            {
                foreach (ref readonly var point in metric.GetMetricPoints())
                {
                    string? socket = null;
                    foreach (var tag in point.Tags)
                        socket = tag.Key == "messaging.destination.name" ? tag.Value as string : socket;
                    Sums[(metric.Name, socket)] = metric.MetricType switch
                    {
                        MetricType.Histogram => point.GetHistogramCount(),
                        MetricType.LongSumNonMonotonic or MetricType.LongSum => point.GetSumLong(),
                        _ => 0,
                    };
                }
            }
            return ExportResult.Success;
        }
    }
}
