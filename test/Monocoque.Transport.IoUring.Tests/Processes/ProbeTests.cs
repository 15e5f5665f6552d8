using Monocoque.Transport.IoUring.Support;

namespace Monocoque.Transport.IoUring.Processes;

/// <summary>The question that decides whether the tests of io_uring run is put to the kernel without the transport.</summary>
public class ProbeTests
{
    [Fact]
    public async Task Tests_of_io_uring_are_left_out_only_where_the_kernel_refuses_it()
    {
        await using var probe = HostProgram.Start("probe");

        var result = await probe.WaitForExitAsync();

        if (IoUringArm.IsLeftOut)
            Assert.True(result == 1, "MONOCOQUE_REQUIRE_IO_URING is 0, but the kernel gives rings: the tests must not be left out here.");
        else
            Assert.True(result == 0, $"{probe.Output}. To leave the tests of io_uring out, set MONOCOQUE_REQUIRE_IO_URING=0.");
    }

    [Theory]
    [InlineData("EPERM", "not permitted")]
    [InlineData("ENOSYS", "not implemented")]
    public async Task Probe_tells_a_refusal(string error, string expected)
    {
        await using var probe = HostProgram.Start($"--refuse io_uring_setup={error} probe");

        Assert.Equal(1, await probe.WaitForExitAsync());

        Assert.Contains(expected, probe.Output, StringComparison.Ordinal);
    }
}
