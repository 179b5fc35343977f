using System.Globalization;
using System.Net.Http.Headers;
using System.Text.Json;
using System.Text.Json.Serialization;
using Microsoft.Extensions.Options;
using ZoomAspire.Bot.Chats;
using ZoomAspire.Core.Accounts;

namespace ZoomAspire.Bot.Links;

/// <summary>Gets links to Zoom's consent page from the API, which signs and remembers them.</summary>
internal sealed partial class ConnectLinks(HttpClient client, IOptions<ApiOptions> options, ILogger<ConnectLinks> logger)
{
    /// <summary>A link for one person and one chat, good for ten minutes and one use; null if the API does not give one.</summary>
    public async Task<Uri?> GetAsync(Sender sender, DeliveryPlace place, CancellationToken cancellationToken)
    {
        var thread = place.MessageThreadId is { } id ? string.Create(CultureInfo.InvariantCulture, $"&message_thread_id={id}") : "";
        var path = string.Create(
            CultureInfo.InvariantCulture,
            $"/zoom/connect?telegram_user_id={sender.Id.Value}&telegram_chat_id={place.ChatId.Value}{thread}");
        using var request = new HttpRequestMessage(HttpMethod.Get, new Uri(options.Value.Address, path));
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", options.Value.Key);
        try
        {
            using var response = await client.SendAsync(request, cancellationToken);
            if (response.IsSuccessStatusCode)
            {
                return (await response.Content.ReadFromJsonAsync<Answer>(cancellationToken))?.AuthorizeUrl;
            }

            LogRefused((int)response.StatusCode);
        }
        catch (Exception exception) when (exception is HttpRequestException or JsonException ||
            (exception is OperationCanceledException && !cancellationToken.IsCancellationRequested))
        {
            LogUnreachable(exception.Message);
        }

        return null;
    }

    [LoggerMessage(LogLevel.Error, "The API gave no connect link: it answered {Status}")]
    private partial void LogRefused(int status);

    [LoggerMessage(LogLevel.Error, "The API gave no connect link: {Reason}")]
    private partial void LogUnreachable(string reason);

    private sealed record Answer([property: JsonPropertyName("authorize_url")] Uri AuthorizeUrl);
}
