using System.Net.Mime;
using System.Text.Json.Nodes;

namespace ZoomAspire.Simulator.Telegram;

/// <summary>
/// Answers calls of the Bot API: reads them, checks them against the description, strikes the faults that are switched on,
/// carries them out, and writes the answer as the real server does.
/// </summary>
internal sealed class BotApiServer(TelegramSimulator telegram)
{
    private const string GetUpdates = "getUpdates";
    private const string ProxyPage =
        "<html><head><title>{0}</title></head><body><center><h1>{0}</h1></center><hr><center>nginx</center></body></html>";

    /// <summary>Answers one call.</summary>
    public async Task HandleAsync(HttpContext context, string token, string method)
    {
        var started = telegram.Time.GetUtcNow();
        var call = new BotApiCall();
        int status;
        string? refusalText = null;
        try
        {
            telegram.CheckToken(token);
            call = await telegram.Reader.ReadAsync(context.Request, telegram.EffectiveUploadLimit, context.RequestAborted);
            status = await AnswerAsync(context, method, call);
        }
        catch (BotApiException refusal)
        {
            refusalText = refusal.Message;
            status = await RefuseAsync(context, refusal);
        }
        catch (OperationCanceledException) when (context.RequestAborted.IsCancellationRequested)
        {
            return; // The bot hung up, as it does when it stops while polling.
        }
        finally
        {
            telegram.RemoveUnused(call);
        }

        if (!IsPolling(method) || status != StatusCodes.Status200OK)
        {
            telegram.Record(new CallView(started, method, ChatId(call), status, refusalText));
        }
    }

    private async Task<int> AnswerAsync(HttpContext context, string method, BotApiCall call)
    {
        telegram.Check(method, call);
        var fault = telegram.TakeFault(method, isPolling: IsPolling(method));
        switch (fault?.Kind)
        {
            case "too_many_requests":
                throw BotApiException.TooManyRequests(fault.Value);
            case "internal_error":
                throw BotApiException.Internal();
            case "slow":
                await Task.Delay(TimeSpan.FromMilliseconds(fault.Value), telegram.Time, context.RequestAborted);
                break;
            case "reset_before":
                context.Abort();
                return 0;
            default:
                break;
        }

        if (call.IsTooLarge)
        {
            return await RefuseTooLargeAsync(context);
        }

        var result = IsPolling(method)
            ? await telegram.Updates.PollAsync(call, context.RequestAborted)
            : telegram.Call(method, call);
        switch (fault?.Kind)
        {
            case "reset_after":
                context.Abort();
                return 0;
            case "bad_gateway_after":
                return await WritePageAsync(context, StatusCodes.Status502BadGateway, "502 Bad Gateway");
            default:
                return await WriteAsync(context, StatusCodes.Status200OK, new JsonObject { ["ok"] = true, ["result"] = result });
        }
    }

    private async Task<int> RefuseTooLargeAsync(HttpContext context)
    {
        switch (telegram.Settings.TooLargeAnswer)
        {
            case "reset":
                context.Abort();
                return 0;
            case "html":
                return await WritePageAsync(context, StatusCodes.Status413PayloadTooLarge, "413 Request Entity Too Large");
            default:
                throw BotApiException.TooLarge();
        }
    }

    private static bool IsPolling(string method) => method.Equals(GetUpdates, StringComparison.OrdinalIgnoreCase);

    private static long? ChatId(BotApiCall call) => long.TryParse(call.Text("chat_id"), out var id) ? id : null;

    private static Task<int> RefuseAsync(HttpContext context, BotApiException refusal)
    {
        var body = new JsonObject
        {
            ["ok"] = false,
            ["error_code"] = refusal.Status,
            ["description"] = refusal.Message,
        };
        if (refusal.RetryAfter is { } seconds)
        {
            body["parameters"] = new JsonObject { ["retry_after"] = seconds };
            context.Response.Headers.RetryAfter = seconds.ToString(System.Globalization.CultureInfo.InvariantCulture);
        }
        else if (refusal.MigrateToChatId is { } chat)
        {
            body["parameters"] = new JsonObject { ["migrate_to_chat_id"] = chat };
        }

        return WriteAsync(context, refusal.Status, body);
    }

    private static async Task<int> WriteAsync(HttpContext context, int status, JsonObject body)
    {
        context.Response.StatusCode = status;
        context.Response.ContentType = MediaTypeNames.Application.Json;
        await context.Response.WriteAsync(body.ToJsonString(), context.RequestAborted);
        return status;
    }

    private static async Task<int> WritePageAsync(HttpContext context, int status, string title)
    {
        context.Response.StatusCode = status;
        context.Response.ContentType = MediaTypeNames.Text.Html;
        await context.Response.WriteAsync(ProxyPage.Replace("{0}", title, StringComparison.Ordinal), context.RequestAborted);
        return status;
    }
}
