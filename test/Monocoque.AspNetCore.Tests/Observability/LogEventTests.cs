using System.Globalization;
using System.Reflection;
using Microsoft.Extensions.Logging;
using Monocoque.Shared;

namespace Monocoque.AspNetCore.Tests.Observability;

/// <summary>Whoever searches logs or raises alarms by the id of an event relies on it, so ids and names stay as they are.</summary>
public sealed class LogEventTests
{
    private static readonly Assembly[] s_assemblies =
    [
        typeof(ZmqMessage).Assembly, typeof(ZmqRuntime).Assembly, typeof(ZmtpOptions).Assembly, typeof(Transport.IoUring.IoUringTransportOptions).Assembly,
    ];

    private static readonly IReadOnlyList<LogEvent> s_events = [.. Find().OrderBy(static e => e.Id)];

    [Fact]
    public void Events_are_those_that_are_written_down() =>
        TextSnapshot.AssertUnchanged("LogEvents.txt", string.Concat(s_events.Select(static e => $"{e}\n")), "An id or a name that changes breaks those who look for it.");

    [Fact]
    public void Each_event_has_an_id_of_its_own() =>
        Assert.Empty(s_events.GroupBy(static e => e.Id).Where(static group => group.Count() > 1).Select(static group => string.Join(", ", group)));

    [Fact]
    public void Each_event_has_a_name_of_its_own_in_its_assembly() =>
        Assert.Empty(s_events.GroupBy(static e => (e.Assembly, e.Name)).Where(static group => group.Count() > 1).Select(static group => string.Join(", ", group)));

    [Fact]
    public void Ids_lie_in_the_block_of_their_assembly() => Assert.All(s_events, static e => Assert.True(
        e.Assembly switch
        {
            "Monocoque.Sockets" => e.Id is >= 1000 and < 4000,
            "Monocoque.AspNetCore" => e.Id is >= 4000 and < 5000,
            "Monocoque.Transport.IoUring" => e.Id is >= 5000 and < 6000,
            _ => false,
        },
        e.ToString()));

    private static IEnumerable<LogEvent> Find()
    {
        const BindingFlags All = BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.Instance | BindingFlags.Static | BindingFlags.DeclaredOnly;
        foreach (var assembly in s_assemblies)
        {
            foreach (var method in assembly.GetTypes().SelectMany(static type => type.GetMethods(All)))
            {
                if (method.GetCustomAttribute<LoggerMessageAttribute>() is { } log)
                    yield return new LogEvent(log.EventId, log.EventName ?? method.Name, log.Level, assembly.GetName().Name!);
            }
        }
    }

    private sealed record LogEvent(int Id, string Name, LogLevel Level, string Assembly)
    {
        public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{Id} {Name} {Level} {Assembly}");
    }
}
