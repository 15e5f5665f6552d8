namespace Monocoque.Zmtp;

/// <summary>
/// For tests that count what is allocated or lent: they run one by one after all others, because the program's own pool of messages is one for
/// the whole process.
/// </summary>
[CollectionDefinition(Name, DisableParallelization = true)]
public sealed class RunAlone : ICollectionFixture<RunAlone.CollectedMessages>
{
    internal const string Name = "Alone";

    /// <summary>Slabs whose messages other tests forgot count as lent until they are collected, and lending much changes what is measured.</summary>
    public sealed class CollectedMessages
    {
        /// <summary>Collects them.</summary>
        public CollectedMessages()
        {
            GC.Collect();
            GC.WaitForPendingFinalizers();
        }
    }
}
