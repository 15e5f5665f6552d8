namespace Monocoque.Transport.IoUring.Support;

/// <summary>
/// Whether tests of io_uring run. They do unless the variable <c>MONOCOQUE_REQUIRE_IO_URING</c> is 0, which is for whoever has found out that the kernel refuses rings; a
/// test looks for itself whether that is true.
/// </summary>
internal static class IoUringArm
{
    internal static bool IsLeftOut { get; } = Environment.GetEnvironmentVariable("MONOCOQUE_REQUIRE_IO_URING") == "0";

    internal static void SkipIfLeftOut() => Assert.SkipWhen(IsLeftOut, "MONOCOQUE_REQUIRE_IO_URING is 0: the kernel is said to refuse io_uring here.");
}
