using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace ZoomAspire.Bench;

/// <summary>Webhooks as Zoom sends them: <c>recording.completed</c>, each of another meeting, of hosts who are connected.</summary>
internal static class SignedWebhooks
{
    public const string Secret = "benchSecretToken_0123456789";
    public const string ClientId = "bench-client";
    public const int Hosts = 100;

    /// <summary>Connects the hosts, each with a user of his own.</summary>
    public static async Task ConnectHostsAsync(CancellationToken cancellationToken)
    {
        await BenchDatabase.AddTenantsAsync(Hosts, cancellationToken);
        await BenchDatabase.ExecuteAsync(
            $"""
            INSERT INTO connections (user_id, provider, client_id, external_user_id, account_id, access_token_expires_at, scopes,
                                     status, refresh_error_count, authorized_at, version)
            SELECT id, 'zoom', '{ClientId}', 'host-' || id, 'account-' || id, now(), '', 'active', 0, now(), 0 FROM users
            """,
            cancellationToken);
    }

    /// <summary>A request that nobody has seen yet.</summary>
    public static HttpRequestMessage New(Uri address)
    {
        var host = Random.Shared.Next(1, Hosts + 1).ToString(CultureInfo.InvariantCulture);
        return New(address, Body(host, TimeProvider.System.GetUtcNow()));
    }

    /// <summary>A request with a body, signed now.</summary>
    public static HttpRequestMessage New(Uri address, string content)
    {
        var body = Encoding.UTF8.GetBytes(content);
        var timestamp = TimeProvider.System.GetUtcNow().ToUnixTimeSeconds().ToString(CultureInfo.InvariantCulture);
        byte[] signed = [.. Encoding.UTF8.GetBytes($"v0:{timestamp}:"), .. body];
        return new HttpRequestMessage(HttpMethod.Post, address)
        {
            Content = new ByteArrayContent(body) { Headers = { ContentType = new("application/json") } },
            Headers =
            {
                { "x-zm-request-timestamp", timestamp },
                { "x-zm-signature", $"v0={Convert.ToHexStringLower(HMACSHA256.HashData(Encoding.UTF8.GetBytes(Secret), signed))}" },
            },
        };
    }

    private static string Body(string host, DateTimeOffset now)
    {
        var uuid = Convert.ToBase64String(RandomNumberGenerator.GetBytes(16));
        var start = now.AddHours(-1).ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture);
        return
            $$"""
            {"event":"recording.completed","event_ts":{{now.ToUnixTimeMilliseconds()}},"download_token":"{{new string('t', 400)}}",
             "payload":{"account_id":"account-{{host}}","object":{"id":97123456789,"uuid":"{{uuid}}","host_id":"host-{{host}}",
              "account_id":"account-{{host}}","topic":"Weekly of {{host}}","type":2,"start_time":"{{start}}","timezone":"UTC",
              "host_email":"host{{host}}@example.com","duration":55,"total_size":61000000,"recording_count":2,
              "share_url":"https://zoom.us/rec/share/{{new string('s', 80)}}",
              "recording_files":[
               {"id":"{{Guid.NewGuid()}}","meeting_id":"{{uuid}}","recording_start":"{{start}}","recording_end":"{{start}}","file_type":"M4A",
                "file_size":26000000,"download_url":"https://zoom.us/rec/download/{{new string('d', 80)}}","status":"completed",
                "recording_type":"audio_only","file_extension":"M4A"},
               {"id":"{{Guid.NewGuid()}}","meeting_id":"{{uuid}}","recording_start":"{{start}}","recording_end":"{{start}}","file_type":"MP4",
                "file_size":35000000,"download_url":"https://zoom.us/rec/download/{{new string('d', 80)}}","status":"completed",
                "recording_type":"shared_screen_with_speaker_view","file_extension":"MP4"}] } } }
            """;
    }
}
