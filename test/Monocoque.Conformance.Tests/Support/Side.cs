namespace Monocoque.Conformance.Support;

/// <summary>Whose socket.</summary>
public enum Side
{
    Us,
    LibZmq,
}
