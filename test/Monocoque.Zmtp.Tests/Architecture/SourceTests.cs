using Monocoque.Shared;

namespace Monocoque.Architecture;

public class SourceTests
{
    private const int MaxLines = 300;

    /// <summary>Where memory is touched without the runtime's checks, because a kernel or a native library is on the other side.</summary>
    private static readonly string[] s_uncheckedFiles =
    [
        "src/Monocoque.Transport.IoUring/Ring/",
        "src/Monocoque.Transport.IoUring/Interop/",
        "src/Monocoque.Zmtp/Mechanisms/Curve/Sodium.cs",
    ];

    private static readonly HashSet<string> s_unchecked = ["unsafe", "Unsafe", "MemoryMarshal"];

    /// <summary>What I/O, clocks and logs are made of. The protocol is values: it waits for nothing and asks nobody for the time.</summary>
    private static readonly HashSet<string> s_outsideWorld =
    [
        "async", "await", "Task", "ValueTask", "Thread", "ThreadPool", "Timer", "CancellationToken",
        "DateTime", "DateTimeOffset", "Stopwatch", "TimeProvider", "Environment",
        "Socket", "Stream", "Pipe", "PipeReader", "PipeWriter",
        "ILogger", "LoggerMessage", "Console", "Activity", "Meter",
    ];

    /// <summary>An enum, where STREAM is the name of a pattern.</summary>
    private const string NamesOfPatterns = "src/Monocoque.Zmtp/ZmqSocketType.cs";

    [Fact]
    public void Unchecked_memory_access_stays_where_it_is_needed() =>
        AssertAbsent(s_unchecked, RepositoryRoot.SourceFiles("src").Where(file => !s_uncheckedFiles.Any(allowed => file.StartsWith(allowed, StringComparison.Ordinal))));

    [Fact]
    public void Protocol_does_no_io_and_knows_no_clock_and_no_log() =>
        AssertAbsent(s_outsideWorld, RepositoryRoot.SourceFiles("src/Monocoque.Zmtp").Where(file => file != NamesOfPatterns));

    [Theory]
    [InlineData("src")]
    [InlineData("test")]
    [InlineData("samples")]
    [InlineData("benchmarks")]
    public void No_source_file_is_longer_than_a_reader_can_hold(string folder)
    {
        var tooLong = RepositoryRoot.SourceFiles(folder)
            .Select(file => (file, lines: RepositoryRoot.Read(file).AsSpan().Count('\n')))
            .Where(entry => entry.lines > MaxLines)
            .Select(entry => $"{entry.file}: {entry.lines} lines, at most {MaxLines}. Split it by what it is about.");

        Assert.Empty(tooLong);
    }

    private static void AssertAbsent(HashSet<string> words, IEnumerable<string> files)
    {
        var found = new List<string>();
        var count = 0;
        foreach (var file in files)
        {
            count++;
            foreach (var (line, word) in CSharpCode.Find(RepositoryRoot.Read(file), words))
                found.Add($"{file}({line}): {word}");
        }
        Assert.NotEqual(0, count);
        Assert.Empty(found);
    }
}
