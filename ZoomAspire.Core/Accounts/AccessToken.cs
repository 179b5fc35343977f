using ZoomAspire.Core.Zoom;

namespace ZoomAspire.Core.Accounts;

/// <summary>A valid access token and the host that takes it. Never keep one: ask <see cref="TokenVault"/> for each request.</summary>
/// <param name="Value">The bearer token (RFC 6750).</param>
/// <param name="ApiUrl">Base address of the provider's API for this user; checked against the host list.</param>
public sealed record AccessToken(string Value, Uri ApiUrl)
{
    /// <summary>The provider's account (organisation) whose quota its requests use; null while it is not known yet.</summary>
    public string? AccountId { get; init; }

    /// <summary>For which of its users the organisation's token is meant; null for a user's own token.</summary>
    public ZoomUserId? UserId { get; init; }

    /// <summary>
    /// How a path names the user: Zoom knows a user's own token by <c>me</c> only, and an organisation's only by the user's id
    /// (https://developers.zoom.us/docs/api/using-zoom-apis/).
    /// </summary>
    internal string UserSegment => UserId is { } id ? Uri.EscapeDataString(id.Value) : "me";

    /// <summary>Names the host only, so that no log ever shows the token.</summary>
    public override string ToString() => $"access token for {ApiUrl.Host}";
}
