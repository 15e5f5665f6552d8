using Monocoque.Conformance.Report;

[assembly: AssemblyFixture(typeof(ReportFixture))]

namespace Monocoque.Conformance.Report;

/// <summary>Writes down the results when the last test has run.</summary>
public sealed class ReportFixture : IDisposable
{
    public void Dispose()
    {
        Results.Save();
        if (ConformanceDocument.IsUpdating)
            ConformanceDocument.Update();
    }
}
