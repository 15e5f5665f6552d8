namespace Monocoque.Transport.IoUring.Support;

/// <summary>For tests that count what the whole process holds: nothing else runs meanwhile.</summary>
[CollectionDefinition(Name, DisableParallelization = true)]
public sealed class RunAlone
{
    public const string Name = "Alone";
}
