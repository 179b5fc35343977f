using System.Diagnostics;
using Microsoft.EntityFrameworkCore;
using Npgsql;
using Telegram.Bot.Types;
using ZoomAspire.Bot.Chats;
using ZoomAspire.Bot.Texts;
using ZoomAspire.Core.Data;
using ZoomAspire.Core.Languages;

namespace ZoomAspire.Bot.Updates;

/// <summary>Handles one update, whatever it is. Never throws: an update that cannot be handled is logged and passed over.</summary>
internal sealed partial class UpdateHandler(
    IServiceScopeFactory scopes, Messenger messenger, TimeProvider time, ILogger<UpdateHandler> logger)
{
    private static readonly TimeSpan HandlingLimit = TimeSpan.FromSeconds(60);
    private static readonly TimeSpan ApologyLimit = TimeSpan.FromSeconds(10);

    private static readonly ActivitySource Source = new("ZoomAspire");

    /// <summary>Handles it; the sender is told if that fails.</summary>
    /// <param name="update">The update; kinds that we do not know are passed over.</param>
    /// <param name="cancellationToken">Breaks off without a word: the update will come again.</param>
    public async Task HandleAsync(Update update, CancellationToken cancellationToken)
    {
        using var activity = Source.StartActivity($"update {update.Type}", ActivityKind.Consumer);
        UpdateLanguage.Begin((update.Message?.From ?? update.CallbackQuery?.From ?? update.MyChatMember?.From)?.LanguageCode);
        try
        {
            await WithinAsync(HandlingLimit, token => RouteOnceMoreAsync(update, token), cancellationToken);
        }
        catch (Exception) when (cancellationToken.IsCancellationRequested)
        {
            LogBrokenOff(update.Id);
        }
        catch (Exception exception)
        {
            activity?.SetStatus(ActivityStatusCode.Error);
            activity?.SetTag("error.type", exception.GetType().Name);
            LogFailed(exception, update.Id, update.Type.ToString());
            await ApologiseAsync(update, cancellationToken);
        }
    }

    /// <summary>Tells its sender that it is not handled because there was too much at once. Never throws.</summary>
    /// <param name="update">The update.</param>
    /// <param name="cancellationToken">Breaks off.</param>
    public async Task RefuseAsync(Update update, CancellationToken cancellationToken)
    {
        try
        {
            await WithinAsync(ApologyLimit, token => SayTooMuchAsync(update, token), cancellationToken);
        }
        catch (Exception exception)
        {
            LogNotTold(exception.Message);
        }
    }

    /// <summary>
    /// The first statement over a connection that was idle while the database was started again fails. As nothing was done by then, nobody
    /// need hear of it.
    /// </summary>
    private async Task RouteOnceMoreAsync(Update update, CancellationToken cancellationToken)
    {
        var attempt = UpdateAttempt.Begin();
        try
        {
            await RouteAsync(update, cancellationToken);
            return;
        }
        catch (Exception exception) when (
            !attempt.HasActed && DatabaseErrors.IsFailure(exception) && !cancellationToken.IsCancellationRequested)
        {
            LogOnceMore(update.Id, exception.GetType().Name);
        }

        await ForgetConnectionsAsync();
        await RouteAsync(update, cancellationToken);
    }

    // Where one is broken the other idle ones are, too.
    private async Task ForgetConnectionsAsync()
    {
        await using var scope = scopes.CreateAsyncScope();
        NpgsqlConnection.ClearPool((NpgsqlConnection)scope.ServiceProvider.GetRequiredService<ZoomAspireContext>().Database.GetDbConnection());
    }

    private async Task RouteAsync(Update update, CancellationToken cancellationToken)
    {
        await using var scope = scopes.CreateAsyncScope();
        var services = scope.ServiceProvider;
        switch (update)
        {
            case { Message: { } message }:
                await services.GetRequiredService<KnownTopics>().NoteAsync(message, cancellationToken);
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

    // Within a time of its own: that of the update may just have run out.
    private async Task ApologiseAsync(Update update, CancellationToken cancellationToken)
    {
        UpdateLanguage.Resume();
        try
        {
            await WithinAsync(ApologyLimit, token => SayWentWrongAsync(update, token), cancellationToken);
        }
        catch (Exception exception)
        {
            LogNotTold(exception.Message);
        }
    }

    private Task SayWentWrongAsync(Update update, CancellationToken cancellationToken) => update switch
    {
        { CallbackQuery: { } query } => messenger.AnswerAsync(query.Id, CommonTexts.WentWrongNotice, cancellationToken),
        { Message: { } message } when MessageRouter.ExpectsAnswer(message) =>
            messenger.SendAsync(ChatPlace.Of(message), CommonTexts.WentWrong, cancellationToken),
        _ => Task.CompletedTask,
    };

    private async Task SayTooMuchAsync(Update update, CancellationToken cancellationToken)
    {
        SpokenLanguage.Use(await LanguageOfAsync(update.Message?.From ?? update.CallbackQuery?.From, cancellationToken));
        switch (update)
        {
            case { CallbackQuery: { } query }:
                await messenger.AnswerAsync(query.Id, FloodWords.TooMuchAtOnce, cancellationToken);
                break;
            case { Message: { } message } when MessageRouter.ExpectsAnswer(message):
                await messenger.SendAsync(ChatPlace.Of(message), new ChatText(FloodWords.TooMuchAtOnce), cancellationToken);
                break;
            default:
                break;
        }
    }

    // Where it cannot be looked up, Telegram's will do.
    private async Task<string?> LanguageOfAsync(User? user, CancellationToken cancellationToken)
    {
        if (user is null)
        {
            return null;
        }

        try
        {
            await using var scope = scopes.CreateAsyncScope();
            return await scope.ServiceProvider.GetRequiredService<KnownUsers>().LanguageOfAsync(Sender.Of(user), cancellationToken);
        }
        catch (Exception exception) when (DatabaseErrors.IsFailure(exception) && !cancellationToken.IsCancellationRequested)
        {
            return user.LanguageCode;
        }
    }

    private async Task WithinAsync(TimeSpan limit, Func<CancellationToken, Task> work, CancellationToken cancellationToken)
    {
        using var timeout = new CancellationTokenSource(limit, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(timeout.Token, cancellationToken);
        await work(either.Token);
    }

    [LoggerMessage(LogLevel.Warning, "Update {UpdateId} met a database failure ({Error}) before anything was done, and is tried once more")]
    private partial void LogOnceMore(int updateId, string error);

    [LoggerMessage(LogLevel.Warning, "Update {UpdateId} was broken off and will come again")]
    private partial void LogBrokenOff(int updateId);

    [LoggerMessage(LogLevel.Error, "Update {UpdateId} ({Kind}) could not be handled and is passed over")]
    private partial void LogFailed(Exception exception, int updateId, string kind);

    [LoggerMessage(LogLevel.Warning, "The sender could not be told about it: {Reason}")]
    private partial void LogNotTold(string reason);

    [LoggerMessage(LogLevel.Debug, "Update {UpdateId} is of a kind that is not handled")]
    private partial void LogPassedOver(int updateId);
}
