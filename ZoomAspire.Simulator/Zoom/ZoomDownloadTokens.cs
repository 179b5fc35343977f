using System.Text.Json.Nodes;

namespace ZoomAspire.Simulator.Zoom;

/// <summary>
/// Tokens that open the files of one meeting and nothing else: the webhook's <c>download_token</c> (24 hours) and the API's
/// <c>download_access_token</c> (as long as asked for). Thread-safe.
/// </summary>
internal sealed class ZoomDownloadTokens(TimeProvider time)
{
    public static readonly TimeSpan WebhookLifetime = TimeSpan.FromHours(24);

    private readonly Lock _gate = new();
    private readonly Dictionary<string, (string Uuid, DateTimeOffset ExpiresAt)> _tokens = [];

    public string Issue(ZoomMeeting meeting, TimeSpan lifetime)
    {
        var expires = time.GetUtcNow() + lifetime;
        var token = ZoomTokenText.Make(
            new JsonObject { ["alg"] = "HS512" },
            new JsonObject
            {
                ["iss"] = "https://event.zoom.us",
                ["aud"] = "https://oauth.zoom.us",
                ["accountId"] = meeting.Host.AccountId,
                ["mid"] = meeting.Uuid,
                ["userId"] = meeting.Host.Id,
                ["exp"] = expires.ToUnixTimeSeconds(),
            });
        lock (_gate)
        {
            _tokens[token] = (meeting.Uuid, expires);
        }

        return token;
    }

    public bool Opens(string token, ZoomMeeting meeting)
    {
        lock (_gate)
        {
            return _tokens.TryGetValue(token, out var found) && found.Uuid == meeting.Uuid && found.ExpiresAt > time.GetUtcNow();
        }
    }

    public void Reset()
    {
        lock (_gate)
        {
            _tokens.Clear();
        }
    }
}
