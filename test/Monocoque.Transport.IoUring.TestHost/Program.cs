using Monocoque.Transport.IoUring.Host.Commands;
using Monocoque.Transport.IoUring.Host.Confinement;

namespace Monocoque.Transport.IoUring.Host;

/// <summary>
/// A process that tests put into a machine of their choice: first the confinement, which ends in a fresh image of this program, then a command.
/// </summary>
internal static class Program
{
    private const string Usage = """
        [confinement ...] command

        --refuse CALL[:ARGUMENT]=ERROR   a seccomp filter under which the system call fails (if its first argument is this)
        --profile FILE                   refuses what this seccomp profile of a container does not allow, of the calls of io_uring
        --memlock BYTES                  the limit of locked memory, and nobody who may exceed it
        --activate                       a listening socket handed down as by systemd

        probe                            says whether the kernel gives a ring of the kind that is needed
        serve [OPTION ...]               an HTTP server
        flood PORT                       connects and sends without end
        """;

    private static int Main(string[] arguments)
    {
        var words = new Queue<string>(arguments);
        var confinement = Plan.Take(words);
        if (confinement.IsNeeded)
            return confinement.Enter(words);
        return words.TryDequeue(out var command) ? Run(command, words) : Explain();
    }

    private static int Run(string command, Queue<string> words) => command switch
    {
        "probe" => ProbeCommand.Run(),
        "serve" => ServeCommand.Run(words),
        "flood" => FloodCommand.Run(words),
        _ => Explain(),
    };

    private static int Explain()
    {
        Console.Error.WriteLine(Usage);
        return 2;
    }
}
