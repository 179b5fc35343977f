using Telegram.Bot;
using Telegram.Bot.Exceptions;
using Telegram.Bot.Types;
using Telegram.Bot.Types.Enums;
using ZoomAspire.Core.Recordings;
using ZoomAspire.Core.Telegram;

namespace ZoomAspire.Bot.Chats;

/// <summary>
/// Says things in chats. Answers to people are short and harmless to repeat, so a lost call is repeated; a person who has
/// blocked the bot meanwhile is no failure.
/// </summary>
internal sealed partial class Messenger(ITelegramBotClient client, TimeProvider time, ILogger<Messenger> logger)
{
    private const int Attempts = 3;

    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan LongestWait = TimeSpan.FromSeconds(30);
    private static readonly LinkPreviewOptions NoPreview = new() { IsDisabled = true };

    /// <summary>Sends a message of HTML.</summary>
    /// <returns>Whether it arrived; false where the chat cannot be reached.</returns>
    public Task<bool> SendAsync(ChatPlace place, ChatText text, CancellationToken cancellationToken) =>
        SendAsync(place, text, replyTo: null, cancellationToken);

    /// <summary>Sends a message of HTML as an answer to another, if that is still there.</summary>
    /// <returns>Whether it arrived; false where the chat cannot be reached.</returns>
    public async Task<bool> SendAsync(ChatPlace place, ChatText text, int? replyTo, CancellationToken cancellationToken)
    {
        try
        {
            await WithRetriesAsync(() => SendOnceAsync(place, text, replyTo, cancellationToken), cancellationToken);
            return true;
        }
        catch (RequestException exception)
        {
            switch (TelegramFailures.Classify(exception))
            {
                case { Kind: TelegramFailureKind.Migrated, MigratedTo: { } chatId }:
                    return await SendAsync(place with { ChatId = chatId, ThreadId = null }, text, cancellationToken);
                case { Kind: TelegramFailureKind.ThreadGone } when place.ThreadId is not null:
                    return await SendAsync(place with { ThreadId = null }, text, replyTo, cancellationToken);
                case { Kind: TelegramFailureKind.Blocked or TelegramFailureKind.ChatGone or TelegramFailureKind.NoRights } failure:
                    LogUnreachable(place.ChatId, failure.Kind);
                    return false;
                default:
                    throw;
            }
        }
    }

    /// <summary>Sends a transcript as an answer to a message, if that is still there.</summary>
    /// <returns>Whether it arrived; false where the chat takes no files.</returns>
    public async Task<bool> SendFileAsync(ChatPlace place, TranscriptFile file, int replyTo, CancellationToken cancellationToken)
    {
        try
        {
            await WithRetriesAsync(() => SendFileOnceAsync(place, file, replyTo, cancellationToken), cancellationToken);
            return true;
        }
        catch (RequestException exception) when (TelegramFailures.Classify(exception).Kind is not TelegramFailureKind.Transient)
        {
            LogUnreachable(place.ChatId, TelegramFailures.Classify(exception).Kind);
            return false;
        }
    }

    /// <summary>Replaces a message of ours and its buttons; where that message is gone, sends a new one.</summary>
    public async Task EditAsync(ChatPlace place, int messageId, ChatText text, CancellationToken cancellationToken)
    {
        try
        {
            await WithRetriesAsync(() => EditOnceAsync(place, messageId, text, cancellationToken), cancellationToken);
        }
        catch (RequestException exception)
        {
            switch (TelegramFailures.Classify(exception).Kind)
            {
                case TelegramFailureKind.NotModified:
                    break;
                case TelegramFailureKind.MessageGone:
                    await SendAsync(place, text, cancellationToken);
                    break;
                case TelegramFailureKind.Blocked or TelegramFailureKind.ChatGone or TelegramFailureKind.NoRights:
                    LogUnreachable(place.ChatId, TelegramFailures.Classify(exception).Kind);
                    break;
                default:
                    throw;
            }
        }
    }

    /// <summary>Ends the waiting of a pressed button, with a short notice or without.</summary>
    public async Task AnswerAsync(string callbackQueryId, string? notice, CancellationToken cancellationToken)
    {
        try
        {
            await WithRetriesAsync(
                () => client.AnswerCallbackQuery(
                    callbackQueryId, text: notice, showAlert: notice is not null, cancellationToken: cancellationToken),
                cancellationToken);
        }
        catch (RequestException exception)
            when (TelegramFailures.Classify(exception).Kind is TelegramFailureKind.CallbackExpired or TelegramFailureKind.Transient)
        {
            LogNotAnswered(exception.Message);
        }
    }

    private Task<Message> SendOnceAsync(ChatPlace place, ChatText text, int? replyTo, CancellationToken cancellationToken) =>
        client.SendMessage(
            place.ChatId.Value,
            TelegramHtml.Truncate(text.Html, TelegramHtml.TextLimit),
            parseMode: ParseMode.Html,
            replyParameters: replyTo is { } id ? new ReplyParameters { MessageId = id, AllowSendingWithoutReply = true } : null,
            replyMarkup: text.Markup,
            linkPreviewOptions: NoPreview,
            messageThreadId: place.ThreadId,
            protectContent: text.IsPersonal,
            cancellationToken: cancellationToken);

    private async Task SendFileOnceAsync(ChatPlace place, TranscriptFile file, int replyTo, CancellationToken cancellationToken)
    {
        using var stream = new MemoryStream(file.Content, writable: false);
        await client.SendDocument(
            place.ChatId.Value,
            InputFile.FromStream(stream, file.FileName),
            replyParameters: new ReplyParameters { MessageId = replyTo, AllowSendingWithoutReply = true },
            messageThreadId: place.ThreadId,
            protectContent: file.IsProtected,
            cancellationToken: cancellationToken);
    }

    private Task<Message> EditOnceAsync(ChatPlace place, int messageId, ChatText text, CancellationToken cancellationToken) =>
        client.EditMessageText(
            place.ChatId.Value,
            messageId,
            TelegramHtml.Truncate(text.Html, TelegramHtml.TextLimit),
            parseMode: ParseMode.Html,
            replyMarkup: text.Keyboard,
            linkPreviewOptions: NoPreview,
            cancellationToken: cancellationToken);

    private async Task WithRetriesAsync(Func<Task> call, CancellationToken cancellationToken)
    {
        UpdateAttempt.Act();
        for (var attempt = 1; ; attempt++)
        {
            TimeSpan pause;
            try
            {
                await call();
                return;
            }
            catch (RequestException exception) when (attempt < Attempts && PauseAfter(exception, attempt) is { } wait)
            {
                pause = wait;
            }

            await Task.Delay(pause, time, cancellationToken);
        }
    }

    private static TimeSpan? PauseAfter(RequestException exception, int attempt) => TelegramFailures.Classify(exception) switch
    {
        { Kind: TelegramFailureKind.RateLimited, RetryAfter: { } wait } => wait <= LongestWait ? wait : null,
        { Kind: TelegramFailureKind.RateLimited or TelegramFailureKind.Transient } => Pause * attempt,
        _ => null,
    };

    [LoggerMessage(LogLevel.Information, "Chat {ChatId} cannot be written to: {Kind}")]
    private partial void LogUnreachable(TelegramChatId chatId, TelegramFailureKind kind);

    [LoggerMessage(LogLevel.Information, "A pressed button could not be answered: {Reason}")]
    private partial void LogNotAnswered(string reason);
}
