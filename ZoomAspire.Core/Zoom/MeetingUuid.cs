namespace ZoomAspire.Core.Zoom;

/// <summary>
/// The uuid of one meeting instance: base64 text that may hold <c>/</c> and <c>+</c>. A meeting number (64-bit) names a
/// series, the uuid one occurrence of it.
/// </summary>
/// <param name="Value">The uuid as Zoom writes it, not URL-encoded.</param>
public readonly record struct MeetingUuid(string Value)
{
    /// <summary>The uuid as Zoom writes it.</summary>
    public override string ToString() => Value;
}
