using System.ComponentModel;
using System.Globalization;

namespace Monocoque.Transport.IoUring.Host.Confinement;

/// <summary>What the process may not do. It is put on by one thread, which then becomes a new process image: the whole runtime is under it from its start.</summary>
internal sealed class Plan
{
    private readonly List<Refusal> _refusals = [];
    private ulong? _lockedMemory;
    private bool _isActivated;

    internal bool IsNeeded => _refusals.Count != 0 || _lockedMemory is not null || _isActivated;

    internal static Plan Take(Queue<string> words)
    {
        var plan = new Plan();
        while (words.TryPeek(out var word) && word.StartsWith("--", StringComparison.Ordinal))
        {
            words.Dequeue();
            switch (word)
            {
                case "--refuse":
                    plan._refusals.Add(Refusal.Parse(words.Dequeue()));
                    break;
                case "--profile":
                    plan._refusals.AddRange(ContainerProfile.Refusals(words.Dequeue()));
                    // Also when nothing is refused: what runs is a process that was confined.
                    plan._refusals.Add(Refusal.Nothing);
                    break;
                case "--memlock":
                    plan._lockedMemory = ulong.Parse(words.Dequeue(), CultureInfo.InvariantCulture);
                    break;
                case "--activate":
                    plan._isActivated = true;
                    break;
                default:
                    throw new ArgumentException($"There is no confinement '{word}'.");
            }
        }
        return plan;
    }

    internal int Enter(IEnumerable<string> command)
    {
        var environment = new List<string>();
        if (_lockedMemory is { } bytes)
            Privileges.LimitLockedMemory(bytes);
        if (_isActivated)
            environment.AddRange(SocketActivation.Prepare());
        if (_refusals.Count != 0)
            Filter.Install(Filter.Of(_refusals), flags: 0);
        ProcessImage.Replace(command, environment);
        throw new Win32Exception();
    }
}
