namespace Monocoque.Shared;

/// <summary>
/// The test sees the effect of this option, of <see cref="ZmqSocketOptions"/>, <see cref="ZmqSecurityOptions"/> or <see cref="ZmqTlsOptions"/>, from outside. Each
/// option needs such a test, in this assembly.
/// </summary>
[AttributeUsage(AttributeTargets.Method, AllowMultiple = true)]
internal sealed class ProvesOptionAttribute(string option) : Attribute
{
    internal string Option => option;
}
