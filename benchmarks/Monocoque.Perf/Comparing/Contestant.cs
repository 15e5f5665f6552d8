using System.Diagnostics;

namespace Monocoque.Perf.Comparing;

/// <summary>A program that knows the roles of the tools.</summary>
internal delegate ProcessStartInfo Executable(IEnumerable<string> arguments);

/// <summary>What is compared: an implementation for each end of the traffic.</summary>
/// <param name="Name">How the command line calls it.</param>
/// <param name="Title">How the table calls it.</param>
/// <param name="Local">The end that binds.</param>
/// <param name="Remote">The end that connects.</param>
internal sealed record Contestant(string Name, string Title, Executable Local, Executable Remote)
{
    /// <summary>Whether it carries messages, whose contents and order can be checked.</summary>
    public bool CarriesMessages { get; init; } = true;
}
