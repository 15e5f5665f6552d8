using System.Text;

namespace Monocoque;

/// <remarks>By which way the connections of a socket come and go.</remarks>
internal sealed partial class ZmqSocketOptionsValidator
{
    private const int MaxDeviceName = 15;
    private const int MaxSocksText = 255;

    private void CheckAddressing()
    {
        CheckDevice();
        CheckProxy();
        CheckProxyLogin();
        if (_options.IpcFileMode is not null && OperatingSystem.IsWindows())
            Fault($"{nameof(_options.IpcFileMode)} is set, but Windows has no such permissions. Remove the option and protect the directory.");
        CheckIpcFilter(nameof(_options.IpcFilterUids), _options.IpcFilterUids);
        CheckIpcFilter(nameof(_options.IpcFilterGids), _options.IpcFilterGids);
        CheckIpcFilter(nameof(_options.IpcFilterPids), _options.IpcFilterPids);
        if (_options.UseFileDescriptor is < 0)
            Fault($"{nameof(_options.UseFileDescriptor)} is {_options.UseFileDescriptor}. Use the number of an open socket, or null for none.");
    }

    private void CheckIpcFilter(string option, IList<uint> numbers)
    {
        if (numbers.Count > 0 && !OperatingSystem.IsLinux())
            Fault($"{option} has entries, but only Linux tells who connects. Remove the option and protect the directory of the socket file.");
    }

    private void CheckDevice()
    {
        if (_options.BindToDevice is not { } device)
            return;
        const string Option = nameof(_options.BindToDevice);
        if (!OperatingSystem.IsLinux())
            Fault($"{Option} is '{device}', but only Linux can do that. Remove the option, or bind to the address of the interface.");
        else if (device.Length is 0 or > MaxDeviceName || device.AsSpan().ContainsAny('/', ' ', '\0'))
            Fault($"{Option} is '{device}', which is not the name of an interface. Use 1 to {MaxDeviceName} characters, for example eth0.");
    }

    private void CheckProxy()
    {
        if (_options.SocksProxy is not { } proxy)
            return;
        if (!ZmqAddressParser.TryParse($"tcp://{proxy}", out var address, out _)
            || address.IsWildcardHost || address.Port == 0 || address.Source is not null)
            Fault($"{nameof(_options.SocksProxy)} is '{proxy}', which is not a host and a port. Write it as in proxy.example:1080.");
    }

    private void CheckProxyLogin()
    {
        const string Username = nameof(_options.SocksUsername);
        const string Password = nameof(_options.SocksPassword);
        if (_options.SocksProxy is null && _options.SocksUsername is not null)
            Fault($"{Username} is set, but there is no {nameof(_options.SocksProxy)}. Set that too, or remove the option.");
        if (_options.SocksUsername is null && _options.SocksPassword is not null)
            Fault($"{Password} is set, but there is no {Username}. Set that too, or remove the option.");
        if (GetLength(_options.SocksUsername) is { } user and (0 or > MaxSocksText))
            Fault($"{Username} has {user} octets of UTF-8. Use 1 to {MaxSocksText}, or null for none.");
        if (GetLength(_options.SocksPassword) is { } password and > MaxSocksText)
            Fault($"{Password} has {password} octets of UTF-8. Use at most {MaxSocksText}.");
    }

    private static int? GetLength(string? text) => text is null ? null : Encoding.UTF8.GetByteCount(text);
}
