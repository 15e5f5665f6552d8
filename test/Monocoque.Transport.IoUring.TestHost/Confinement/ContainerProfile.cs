using System.Text.Json;

namespace Monocoque.Transport.IoUring.Host.Confinement;

/// <summary>
/// What a container's seccomp profile (the JSON of Docker and of Kubernetes) says about the calls of io_uring. A profile lists what is allowed; everything else gets its default.
/// </summary>
internal static class ContainerProfile
{
    private static readonly string[] s_calls = ["io_uring_setup", "io_uring_enter", "io_uring_register"];

    internal static IEnumerable<Refusal> Refusals(string file)
    {
        using var profile = JsonDocument.Parse(File.ReadAllBytes(file));
        var root = profile.RootElement;
        if (root.GetProperty("defaultAction").GetString() != "SCMP_ACT_ERRNO")
            throw new ArgumentException($"The default of {file} is not SCMP_ACT_ERRNO.");
        var error = root.TryGetProperty("defaultErrnoRet", out var given) ? given.GetInt32() : 1;
        var allowed = root.GetProperty("syscalls").EnumerateArray().Where(IsAllowed)
            .SelectMany(rule => rule.GetProperty("names").EnumerateArray().Select(name => name.GetString())).ToHashSet();
        return s_calls.Where(call => !allowed.Contains(call)).Select(call => new Refusal(Refusal.Number(call), null, error)).ToList();
    }

    /// <summary>Without a condition on a capability that a container does not have.</summary>
    private static bool IsAllowed(JsonElement rule) =>
        rule.GetProperty("action").GetString() == "SCMP_ACT_ALLOW"
        && !(rule.TryGetProperty("includes", out var includes) && includes.TryGetProperty("caps", out _));
}
