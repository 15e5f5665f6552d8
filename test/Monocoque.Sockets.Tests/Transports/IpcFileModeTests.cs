using Monocoque.Shared;
using Monocoque.Sockets.Tests.Support;

namespace Monocoque.Sockets.Tests.Transports;

public sealed class IpcFileModeTests : SocketTest
{
    [Theory]
    [InlineData(UnixFileMode.UserRead | UnixFileMode.UserWrite)]
    [InlineData(UnixFileMode.UserWrite | UnixFileMode.GroupWrite | UnixFileMode.OtherWrite)]
    [ProvesOption(nameof(ZmqSocketOptions.IpcFileMode))]
    public async Task The_socket_file_has_the_mode_that_was_asked_for(UnixFileMode mode)
    {
        if (OperatingSystem.IsWindows())
            return;
        await using var binds = Create<IDealerSocket>(o => o.IpcFileMode = mode);
        await using var connects = Create<IDealerSocket>();
        var address = await binds.BindAsync(FreeAddress("ipc"), Token);
        Assert.Equal(mode, File.GetUnixFileMode(address.Path));
        await connects.ConnectAsync(address.ToString(), Token);
        await SendAsync(connects, "x");
        Assert.Equal("x", await ReceiveAsync(binds));
        await binds.DisposeAsync();
        Assert.False(File.Exists(address.Path));
    }

    [Fact]
    public async Task A_temporary_path_has_it_too_and_an_abstract_name_does_without()
    {
        await using var binds = Create<IDealerSocket>(o => o.IpcFileMode = UnixFileMode.UserRead | UnixFileMode.UserWrite);
        var temporary = await binds.BindAsync("ipc://*", Token);
        if (!OperatingSystem.IsWindows())
            Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(temporary.Path));
        if (OperatingSystem.IsLinux())
            await binds.BindAsync($"ipc://@mode-{Environment.ProcessId}", Token);
    }
}
