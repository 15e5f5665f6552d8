using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Logging;

namespace Monocoque.Hosting;

/// <summary>
/// What a configuration that is read anew says of sockets as a whole: new ones, others that are gone, other patterns. None of it can be followed while the host runs,
/// so it is told, once.
/// </summary>
internal sealed class SectionReload(SocketCatalog catalog, ILogger logger)
{
    private readonly HashSet<string> _told = new(StringComparer.OrdinalIgnoreCase);
    private readonly HashSet<SocketPlan> _gone = [];
    private readonly HashSet<SocketPlan> _retyped = [];
    private string _fault = "";

    /// <summary>Tells what is new or wrong beside the sockets there are.</summary>
    internal void Read()
    {
        var failures = new List<string>();
        var added = catalog.FindNew(failures).Where(_told.Add).ToList();
        if (added.Count > 0)
            HostingLog.NewSockets(logger, catalog.SectionPath, string.Join(", ", added));
        var fault = string.Join(" ", failures);
        if (fault.Length > 0 && !string.Equals(fault, _fault, StringComparison.Ordinal))
            HostingLog.SectionWrong(logger, fault);
        _fault = fault;
    }

    /// <summary>Whether the options of the socket may be read; if not, that has been told.</summary>
    internal bool IsThere(SocketPlan plan)
    {
        if (plan.Section is null)
            return true;
        // Without its section the socket would have the options of nobody in particular, and no security.
        if (plan.IsOfConfigurationAlone && !plan.Section.Exists())
        {
            if (_gone.Add(plan))
                HostingLog.SocketGone(logger, plan);
            return false;
        }
        _gone.Remove(plan);
        var failures = new List<string>();
        var type = plan.IsOfConfigurationAlone ? SocketsSection.ReadType(plan.Section, failures) : plan.Type;
        if (!plan.IsOfConfigurationAlone)
            SocketsSection.CheckType(plan.Section, plan.Type, failures);
        if (failures.Count > 0)
            throw new InvalidOperationException(string.Join(" ", failures));
        if (type == plan.Type)
        {
            _retyped.Remove(plan);
            return true;
        }
        if (_retyped.Add(plan))
            HostingLog.NeedsRestart(logger, plan, nameof(ZmqSocketOptions.Type));
        return false;
    }
}
