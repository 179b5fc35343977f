using System.ComponentModel;
using System.Text.Json.Serialization;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;
using Telegram.Bot.Exceptions;
using ZoomAspire.Api.Pages;
using ZoomAspire.Api.Security;
using ZoomAspire.Core.Accounts;
using ZoomAspire.Core.Audit;
using ZoomAspire.Core.Data;
using ZoomAspire.Core.Languages;
using ZoomAspire.Core.Telegram;

namespace ZoomAspire.Api.Apis;

/// <summary>Connecting a Zoom account: the link to Zoom, and where Zoom sends the browser afterwards.</summary>
internal static class OAuthApi
{
    private const string FinishPayloadPrefix = "c_";
    private const string ConnectPayload = "connect";
    private const int MaxCodeLength = 2048;

    public static IEndpointRouteBuilder MapOAuth(this IEndpointRouteBuilder app)
    {
        var zoom = app.MapGroup("/zoom").WithTags("Connecting");

        zoom.MapGet("/connect", ConnectAsync)
            .WithName("Connect")
            .WithSummary("Makes a link to Zoom's consent page")
            .WithDescription("The link is good for ten minutes and one use, and is finished in Telegram by the user it was made for.")
            .RequireScope(ApiScopes.Connect)
            .RequireRateLimiting(PublicRateLimits.Integrations)
            .Produces(StatusCodes.Status429TooManyRequests)
            .Produces(StatusCodes.Status503ServiceUnavailable);
        zoom.MapGet("/callback", CallbackAsync)
            .WithName("Callback")
            .WithSummary("Takes Zoom's redirect and shows the page that leads back to Telegram")
            .RequireRateLimiting(PublicRateLimits.Pages)
            .Produces(StatusCodes.Status200OK, contentType: "text/html");
        return app;
    }

    private static async Task<Results<Ok<ConnectLink>, ValidationProblem, StatusCodeHttpResult>> ConnectAsync(
        [AsParameters] ConnectQuery query, OAuthFlows flows, HttpResponse response, CancellationToken cancellationToken)
    {
        var errors = query.Errors();
        if (errors.Count > 0)
        {
            return TypedResults.ValidationProblem(errors);
        }

        var userId = new TelegramUserId(query.TelegramUserId);
        var chatId = new TelegramChatId(query.TelegramChatId);
        try
        {
            var authorizeUrl = await flows.StartAsync(userId, chatId, query.MessageThreadId, null, cancellationToken);
            response.Headers.CacheControl = "no-store";
            return TypedResults.Ok(new ConnectLink(authorizeUrl));
        }
        catch (Exception exception) when (DatabaseErrors.IsFailure(exception))
        {
            return TypedResults.StatusCode(StatusCodes.Status503ServiceUnavailable);
        }
    }

    private static async Task<HtmlPage> CallbackAsync(
        [AsParameters] CallbackQuery query,
        OAuthFlows flows,
        BotIdentity bot,
        RefusalAudit refusals,
        HttpContext http,
        CancellationToken cancellationToken)
    {
        try
        {
            // First of all, for without the way to the bot a state would be used up in vain.
            var botLink = await bot.GetStartLinkAsync(ConnectPayload, cancellationToken);
            if (string.IsNullOrEmpty(query.State))
            {
                return ConnectPages.Installed(botLink); // Installed from the Marketplace, which knows nothing of our users.
            }

            if (await flows.FindLanguageAsync(query.State, cancellationToken) is { } language)
            {
                SpokenLanguage.Use(language);
            }

            var result = query.Code?.Length > MaxCodeLength
                ? new CallbackResult.Forged()
                : await flows.CallbackAsync(query.State, query.GivenCode, cancellationToken);
            if (Refusal(result) is { } reason)
            {
                await refusals.StateRefusedAsync(reason, http.Connection.RemoteIpAddress, cancellationToken);
            }

            return await PageAsync(result, botLink, bot, cancellationToken);
        }
        catch (Exception exception) when (exception is RequestException || DatabaseErrors.IsFailure(exception))
        {
            return ConnectPages.Unavailable();
        }
    }

    private static string? Refusal(CallbackResult result) => result switch
    {
        CallbackResult.Forged => "forged",
        CallbackResult.Expired => "expired",
        CallbackResult.AlreadyUsed => "used",
        _ => null,
    };

    private static async Task<HtmlPage> PageAsync(CallbackResult result, Uri botLink, BotIdentity bot, CancellationToken cancellationToken) =>
        result switch
        {
            CallbackResult.Approved approved => ConnectPages.FinishInTelegram(
                await bot.GetStartLinkAsync(FinishPayloadPrefix + approved.Nonce, cancellationToken)),
            CallbackResult.Refused => ConnectPages.Refused(botLink),
            CallbackResult.Expired => ConnectPages.Expired(botLink),
            CallbackResult.AlreadyUsed => ConnectPages.AlreadyUsed(botLink),
            CallbackResult.LacksScopes => ConnectPages.LacksScopes(botLink),
            CallbackResult.Failed => ConnectPages.Failed(botLink),
            _ => ConnectPages.Forged(botLink),
        };

    /// <param name="TelegramChatId">Where recordings shall go.</param>
    /// <param name="TelegramUserId">Who connects.</param>
    /// <param name="MessageThreadId">The forum topic, if any.</param>
    private sealed record ConnectQuery(
        [property: FromQuery(Name = "telegram_chat_id"), Description("The chat to deliver to: the user's private chat, or a group (negative).")]
        long TelegramChatId,
        [property: FromQuery(Name = "telegram_user_id"), Description("The Telegram user who connects and will finish in Telegram.")]
        long TelegramUserId,
        [property: FromQuery(Name = "message_thread_id"), Description("The topic of a forum.")]
        int? MessageThreadId)
    {
        private const long MaxTelegramId = 1L << 52;

        public Dictionary<string, string[]> Errors()
        {
            var errors = new Dictionary<string, string[]>();
            if (TelegramUserId is <= 0 or >= MaxTelegramId)
            {
                errors["telegram_user_id"] = ["Must be the id of a Telegram user."];
            }

            if (TelegramChatId is 0 or <= -MaxTelegramId || (TelegramChatId > 0 && TelegramChatId != TelegramUserId))
            {
                errors["telegram_chat_id"] = ["Must be the id of a group, or that of the user's own private chat."];
            }

            if (MessageThreadId <= 0)
            {
                errors["message_thread_id"] = ["Must be the id of a topic."];
            }

            return errors;
        }
    }

    /// <param name="Code">What Zoom gives for tokens.</param>
    /// <param name="State">Our signed state.</param>
    /// <param name="Error">Why Zoom gives no code (RFC 6749 section 4.1.2.1).</param>
    private sealed record CallbackQuery(
        [property: FromQuery(Name = "code")] string? Code,
        [property: FromQuery(Name = "state")] string? State,
        [property: FromQuery(Name = "error")] string? Error)
    {
        /// <summary>The code, unless the user said no.</summary>
        public string? GivenCode => string.IsNullOrEmpty(Error) && !string.IsNullOrEmpty(Code) ? Code : null;
    }

    /// <param name="AuthorizeUrl">Zoom's consent page for this user.</param>
    private sealed record ConnectLink([property: JsonPropertyName("authorize_url")] Uri AuthorizeUrl);
}
