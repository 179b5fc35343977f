using System.Diagnostics;
using Telegram.Bot.Types;
using ZoomAspire.Bot.Chats;
using ZoomAspire.Bot.Texts;

namespace ZoomAspire.Bot.Updates;

/// <summary>Handles one update, whatever it is. Never throws: an update that cannot be handled is logged and passed over.</summary>
internal sealed partial class UpdateHandler(IServiceScopeFactory scopes, Messenger messenger, ILogger<UpdateHandler> logger)
{
    private static readonly ActivitySource Source = new("ZoomAspire");

    /// <summary>Handles it; the sender is told if that fails.</summary>
    /// <param name="update">The update; kinds that we do not know are passed over.</param>
    /// <param name="cancellationToken">Breaks off.</param>
    public async Task HandleAsync(Update update, CancellationToken cancellationToken)
    {
        using var activity = Source.StartActivity($"update {update.Type}", ActivityKind.Consumer);
        try
        {
            await RouteAsync(update, cancellationToken);
        }
        catch (Exception exception)
        {
            activity?.SetStatus(ActivityStatusCode.Error);
            activity?.SetTag("error.type", exception.GetType().Name);
            LogFailed(exception, update.Id, update.Type.ToString());
            await ApologiseAsync(update);
        }
    }

    private async Task RouteAsync(Update update, CancellationToken cancellationToken)
    {
        await using var scope = scopes.CreateAsyncScope();
        var services = scope.ServiceProvider;
        switch (update)
        {
            case { Message: { } message }:
                await services.GetRequiredService<MessageRouter>().RouteAsync(message, cancellationToken);
                break;
            case { CallbackQuery: { } query }:
                await services.GetRequiredService<ButtonRouter>().RouteAsync(query, cancellationToken);
                break;
            case { MyChatMember: { } change }:
                await services.GetRequiredService<MembershipHandler>().HandleAsync(change, cancellationToken);
                break;
            default:
                LogPassedOver(update.Id);
                break;
        }
    }

    // Not bounded by the update's own token, which may just have run out.
    private async Task ApologiseAsync(Update update)
    {
        try
        {
            if (update.CallbackQuery is { } query)
            {
                await messenger.AnswerAsync(query.Id, CommonTexts.WentWrongNotice, CancellationToken.None);
            }
            else if (update.Message is { } message && MessageRouter.ExpectsAnswer(message))
            {
                await messenger.SendAsync(ChatPlace.Of(message), CommonTexts.WentWrong, CancellationToken.None);
            }
        }
        catch (Exception exception)
        {
            LogNotTold(exception.Message);
        }
    }

    [LoggerMessage(LogLevel.Error, "Update {UpdateId} ({Kind}) could not be handled and is passed over")]
    private partial void LogFailed(Exception exception, int updateId, string kind);

    [LoggerMessage(LogLevel.Warning, "The sender could not be told about it: {Reason}")]
    private partial void LogNotTold(string reason);

    [LoggerMessage(LogLevel.Debug, "Update {UpdateId} is of a kind that is not handled")]
    private partial void LogPassedOver(int updateId);
}
