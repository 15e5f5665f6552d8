namespace Monocoque.Shared;

/// <summary>The test sees the effect of this option of <see cref="ZmqSocketOptions"/> from outside. Each option needs such a test.</summary>
[AttributeUsage(AttributeTargets.Method, AllowMultiple = true)]
internal sealed class ProvesOptionAttribute(string option) : Attribute
{
    internal string Option => option;
}
