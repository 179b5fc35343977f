namespace ZoomAspire.Core.Zoom;

/// <summary>The id of a Zoom user (<c>host_id</c>, <c>id</c> of <c>users/me</c>). Opaque, case-sensitive text.</summary>
/// <param name="Value">The id as Zoom writes it.</param>
public readonly record struct ZoomUserId(string Value)
{
    /// <summary>The id as Zoom writes it.</summary>
    public override string ToString() => Value;
}
