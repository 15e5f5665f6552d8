using System.Reflection;
using Microsoft.Extensions.Options;
using Monocoque.Conformance.Support;

namespace Monocoque.Conformance.Hostile;

/// <summary>F-11: options with any values.</summary>
public sealed class OptionTests : ConformanceTest
{
    private static readonly long[] s_numbers = [0, 1, -1, 2, 7, 100, 255, 256, 1000, 65_535, 65_536, int.MaxValue, int.MinValue, long.MaxValue, long.MinValue];
    private static readonly string[] s_texts = ["", " ", "x", "tcp://127.0.0.1:1", "lo", "\0", "ü", new('z', 256), new('z', 5000)];

    /// <summary>Those that can be set, but for a descriptor of the system, which would be that of somebody else.</summary>
    private static readonly PropertyInfo[] s_options =
    [
        .. typeof(ZmqSocketOptions).GetProperties().Where(static option =>
            option.CanWrite && option.Name is not (nameof(ZmqSocketOptions.UseFileDescriptor) or nameof(ZmqSocketOptions.Type))),
    ];

    private static readonly ZmqSocketType[] s_types =
        [.. Enum.GetValues<ZmqSocketType>().Where(static type => type is <= ZmqSocketType.Stream)];

    [Theory, Conformance("F-11", Pairings = Pairing.Us)]
    public async Task F11_whatever_the_values_are_a_socket_is_there_or_the_option_is_named(Pairing pairing, Wire wire)
    {
        Assert.Equal(Wire.None, wire);
        var random = new Random(11);
        var opened = 0;
        for (var i = 0; i < 2000; i++)
        {
            var set = Enumerable.Range(0, random.Next(1, 4)).Select(_ => s_options[random.Next(s_options.Length)]).DistinctBy(static option => option.Name).ToArray();
            var values = set.Select(option => AnyValue(option.PropertyType, random)).ToArray();
            try
            {
                await using var socket = Open(pairing.First, s_types[random.Next(s_types.Length)], options =>
                {
                    for (var o = 0; o < set.Length; o++)
                        set[o].SetValue(options, values[o]);
                });
                opened++;
            }
            catch (OptionsValidationException exception)
            {
                Assert.Contains(set, option => exception.Message.Contains(option.Name, StringComparison.Ordinal));
            }
        }
        Assert.InRange(opened, 50, 1950);
    }

    private static object? AnyValue(Type type, Random random)
    {
        var inner = Nullable.GetUnderlyingType(type) ?? type;
        if (inner != type && random.Next(4) == 0)
            return null;
        var number = random.Next(3) == 0 ? random.NextInt64() : s_numbers[random.Next(s_numbers.Length)];
        return inner switch
        {
            _ when inner == typeof(bool) => random.Next(2) == 0,
            _ when inner == typeof(int) => (int)number,
            _ when inner == typeof(long) => number,
            _ when inner == typeof(TimeSpan) => new TimeSpan(number),
            _ when inner == typeof(string) => s_texts[random.Next(s_texts.Length)],
            _ when inner == typeof(Version) => new Version(random.Next(5), random.Next(3)),
            _ when inner == typeof(ReadOnlyMemory<byte>) => new ReadOnlyMemory<byte>(new byte[random.Next(600)]),
            _ when inner.IsEnum => Enum.ToObject(inner, (int)number),
            _ when inner == typeof(IList<string>) => new List<string> { s_texts[random.Next(s_texts.Length)] },
            _ when inner.IsInterface && inner.GenericTypeArguments is { Length: 1 } of => Activator.CreateInstance(typeof(List<>).MakeGenericType(of)),
            _ when inner.IsInterface && inner.GenericTypeArguments is { Length: 2 } of => Activator.CreateInstance(typeof(Dictionary<,>).MakeGenericType(of)),
            _ => Activator.CreateInstance(inner),
        };
    }
}
