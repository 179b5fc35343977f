using System.Text.Json;
using ZoomAspire.Core.Zoom;

namespace ZoomAspire.Core.Accounts;

/// <summary>
/// What is kept of an <c>app_deauthorized</c> event: a Zoom user removed the app
/// (https://developers.zoom.us/docs/api/marketplace/events/).
/// </summary>
/// <param name="ClientId">The app that was removed.</param>
/// <param name="AccountId">The user's Zoom account.</param>
/// <param name="UserId">The user.</param>
/// <param name="At">When it was removed.</param>
public sealed record Deauthorization(string ClientId, string AccountId, ZoomUserId UserId, DateTimeOffset At)
{
    /// <summary>Reads the payload.</summary>
    /// <param name="payload">The event's payload.</param>
    /// <returns>The event, or null where it does not say who removed what and when.</returns>
    public static Deauthorization? TryRead(JsonElement payload) =>
        payload.Text("client_id") is { } clientId && payload.Text("account_id") is { } accountId &&
        payload.Text("user_id") is { } userId && payload.Time("deauthorization_time") is { } at
            ? new Deauthorization(clientId, accountId, new ZoomUserId(userId), at)
            : null;
}
