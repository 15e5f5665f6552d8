namespace Monocoque.Sockets.Tests.Model;

/// <summary>
/// Random programs against a model of each pattern: what is received was sent, at most once, in the order of its connection; what was taken below the marks
/// and lost no connection arrives; turns are fair. See decision 16.
/// </summary>
public sealed class ModelTests
{
    private const int FewPrograms = 25;
    private const int HighMark = 1000;
    private const int LowMark = 4;

    private static readonly string[] s_patterns =
    [
        "fan in", "fan out", "publish", "route", "pair", "balance", "publish and hear", "broadcast", "gather", "scatter", "serve", "peer", "channel",
    ];

    public static TheoryData<string, string, int> Kinds
    {
        get
        {
            var kinds = new TheoryData<string, string, int>();
            foreach (var pattern in s_patterns)
            {
                foreach (var transport in (string[])["ipc", "inproc"])
                {
                    kinds.Add(pattern, transport, HighMark);
                    kinds.Add(pattern, transport, LowMark);
                }
            }
            // Its queues are those of ipc; how its connections end is its own.
            foreach (var pattern in (string[])["fan in", "fan out", "publish", "route"])
                kinds.Add(pattern, "tcp", HighMark);
            return kinds;
        }
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public Task A_random_program_does_what_the_model_allows(string pattern, string transport, int mark) => CheckAsync(FewPrograms, pattern, transport, mark);

    [Theory]
    [MemberData(nameof(Kinds))]
    [Trait("Category", "Long")]
    public Task Many_random_programs_do_what_the_model_allows(string pattern, string transport, int mark) =>
        CheckAsync(Programs.ManyPrograms, pattern, transport, mark);

    [Theory]
    [InlineData("tcp")]
    [InlineData("ipc")]
    [InlineData("inproc")]
    public Task Random_requests_get_their_own_replies_or_fail_with_their_connection(string transport) => CheckRequestsAsync(FewPrograms, transport);

    [Theory]
    [InlineData("tcp")]
    [InlineData("ipc")]
    [InlineData("inproc")]
    [Trait("Category", "Long")]
    public Task Many_random_requests_get_their_own_replies_or_fail_with_their_connection(string transport) =>
        CheckRequestsAsync(Programs.ManyPrograms, transport);

    private static Task CheckAsync(int programs, string pattern, string transport, int mark) => Programs.CheckAsync(programs, async steps =>
    {
        await using var world = new World(Shape.Of(pattern), transport, mark);
        await world.RunAsync(steps);
    });

    private static Task CheckRequestsAsync(int programs, string transport) => Programs.CheckAsync(programs, async steps =>
    {
        await using var world = new RequestWorld(transport);
        await world.RunAsync(steps);
    });
}
