using System.Diagnostics;
using System.Text.RegularExpressions;
using Monocoque.Shared;
using Monocoque.Transport.IoUring.Support;

namespace Monocoque.Transport.IoUring.Processes;

/// <summary>The command of docs/io-uring.md that makes a container's profile allow io_uring.</summary>
public class ContainerProfileTests
{
    /// <summary>The form of Docker's default profile, with what matters here of its more than three hundred names.</summary>
    private const string Default = """
        {
          "defaultAction": "SCMP_ACT_ERRNO",
          "defaultErrnoRet": 1,
          "archMap": [ { "architecture": "SCMP_ARCH_X86_64", "subArchitectures": [ "SCMP_ARCH_X86", "SCMP_ARCH_X32" ] } ],
          "syscalls": [
            { "names": [ "accept", "accept4", "epoll_wait", "sendmsg", "socket" ], "action": "SCMP_ACT_ALLOW" },
            { "names": [ "bpf", "perf_event_open" ], "action": "SCMP_ACT_ALLOW", "includes": { "caps": [ "CAP_SYS_ADMIN" ] } },
            { "names": [ "clone3" ], "action": "SCMP_ACT_ERRNO", "errnoRet": 38, "excludes": { "caps": [ "CAP_SYS_ADMIN" ] } }
          ]
        }
        """;

    [Fact]
    public async Task Documented_command_makes_of_the_default_profile_one_that_allows_io_uring()
    {
        IoUringArm.SkipIfLeftOut();
        var folder = Directory.CreateTempSubdirectory("monocoque-profile");
        try
        {
            await File.WriteAllTextAsync(Path.Combine(folder.FullName, "default.json"), Default, TestContext.Current.CancellationToken);
            var command = Regex.Match(RepositoryRoot.Read("docs/io-uring.md"), "^jq .*$", RegexOptions.Multiline).Value;
            using var shell = Process.Start(new ProcessStartInfo("bash", ["-c", command]) { WorkingDirectory = folder.FullName })!;
            await shell.WaitForExitAsync(TestContext.Current.CancellationToken);
            Assert.True(shell.ExitCode == 0, $"{command} ended with {shell.ExitCode}. It needs the program jq (package jq).");

            await using var before = HostProgram.Start($"--profile {folder.FullName}/default.json serve io_uring");
            await using var after = HostProgram.Start($"--profile {folder.FullName}/io-uring.json serve io_uring required");
            Assert.Equal("served", await before.GetAsync("/"));
            Assert.Equal("served", await after.GetAsync("/"));

            Assert.Contains("seccomp", Assert.Single(ConfinedTests.Warnings(before)), StringComparison.Ordinal);
            Assert.Empty(ConfinedTests.Warnings(after));
            Assert.Contains("[5000]", after.Output, StringComparison.Ordinal);
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }
}
