using Monocoque.Transport.IoUring.Interop;
using Monocoque.Transport.IoUring.Support;

namespace Monocoque.Transport.IoUring.Rings;

public class RingProbeTests
{
    [Fact]
    public void Machine_of_the_tests_has_io_uring()
    {
        IoUringArm.SkipIfLeftOut();

        Assert.Null(RingProbe.FindObstacle(new RingSettings(256, 1024, 64, 4096)));
    }

    [Theory]
    [InlineData(Errno.ENOSYS, null, "Linux 6.1")]
    [InlineData(Errno.EPERM, "2", "kernel.io_uring_disabled is 2")]
    [InlineData(Errno.EPERM, "1", "kernel.io_uring_group")]
    [InlineData(Errno.EPERM, "0", "seccomp")]
    [InlineData(Errno.EACCES, null, "seccomp")]
    [InlineData(Errno.ENOMEM, "0", "ulimit -l")]
    [InlineData(Errno.EINVAL, "0", "too old")]
    [InlineData(Errno.EMFILE, "0", "errno 24")]
    public void Obstacle_is_told_with_what_to_change(int error, string? disabledSetting, string expected) =>
        Assert.Contains(expected, RingProbe.Explain(new RingException("io_uring_setup", error), disabledSetting), StringComparison.Ordinal);
}
