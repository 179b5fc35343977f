namespace ZoomAspire.Core.Zoom;

/// <summary>Zoom as a provider: what stands in the <c>provider</c> columns.</summary>
public static class ZoomProvider
{
    /// <summary>The name.</summary>
    public const string Name = "zoom";
}
