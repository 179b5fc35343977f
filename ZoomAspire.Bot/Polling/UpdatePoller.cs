using Microsoft.Extensions.Options;
using Telegram.Bot;
using Telegram.Bot.Types.Enums;
using ZoomAspire.Bot.Commands;
using ZoomAspire.Core.Telegram;

namespace ZoomAspire.Bot.Polling;

/// <summary>Fetches updates while the lease is held, and confirms to Telegram what has been handled.</summary>
internal sealed partial class UpdatePoller(
    ITelegramBotClient client,
    Func<UpdateDispatcher> newDispatcher,
    CommandMenu menu,
    PollingStatus status,
    IOptions<PollingOptions> options,
    TimeProvider time,
    ILogger<UpdatePoller> logger)
{
    private const int BatchSize = 100;

    // The server answers the same offset in full only after half a second.
    private static readonly TimeSpan RepeatInterval = TimeSpan.FromSeconds(1);

    private static readonly UpdateType[] Kinds = [UpdateType.Message, UpdateType.CallbackQuery, UpdateType.MyChatMember];

    private int _failuresInARow;

    /// <summary>Polls until the first token ends; then waits for what is being handled and confirms it.</summary>
    /// <param name="held">Ends when no more updates may be taken.</param>
    /// <param name="lease">Ends with the lease: what is still being handled is broken off, and nothing is confirmed.</param>
    public async Task PollAsync(CancellationToken held, CancellationToken lease)
    {
        using var dispatcher = newDispatcher();
        var prepared = false;
        Task? publishing = null;
        while (!held.IsCancellationRequested)
        {
            try
            {
                if (!prepared)
                {
                    await client.DeleteWebhook(cancellationToken: held);
                    publishing ??= menu.PublishAsync(held);
                    prepared = true;
                }

                await PollOnceAsync(dispatcher, held);
                NoteSuccess();
            }
            catch (Exception) when (held.IsCancellationRequested)
            {
                break;
            }
            catch (Exception exception)
            {
                var failure = TelegramFailures.Classify(exception);
                NoteFailure(exception, failure);
                prepared &= failure.Kind != TelegramFailureKind.Conflict; // It may have been a webhook.
                await PauseAsync(failure, held);
            }
        }

        await FinishAsync(dispatcher, lease);
        await (publishing ?? Task.CompletedTask).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
    }

    private async Task PollOnceAsync(UpdateDispatcher dispatcher, CancellationToken held)
    {
        // While something is being handled it stays unconfirmed, hence getUpdates answers at once and is not to wait.
        var (offset, isIdle) = dispatcher.Confirmable();
        var updates = await client.GetUpdates(
            offset: offset,
            limit: BatchSize,
            timeout: isIdle ? (int)options.Value.LongPoll.TotalSeconds : 0,
            allowedUpdates: Kinds,
            cancellationToken: held);
        dispatcher.Dispatch(updates);
        await dispatcher.WaitUntilIdleAsync(RepeatInterval, held);
    }

    private async Task FinishAsync(UpdateDispatcher dispatcher, CancellationToken lease)
    {
        await dispatcher.DrainAsync(lease);
        if (dispatcher.Confirmable().Offset is not { } offset)
        {
            return;
        }

        try
        {
            lease.ThrowIfCancellationRequested();
            await client.GetUpdates(offset: offset, limit: 1, timeout: 0, allowedUpdates: Kinds, cancellationToken: lease);
        }
        catch (Exception exception)
        {
            LogNotConfirmed(exception.Message);
        }
    }

    private void NoteSuccess()
    {
        status.Polling();
        if (_failuresInARow > 0)
        {
            LogRecovered(_failuresInARow);
            _failuresInARow = 0;
        }
    }

    private void NoteFailure(Exception exception, TelegramFailure failure)
    {
        _failuresInARow++;
        status.Failing(failure.Kind);
        if (_failuresInARow > 1)
        {
            return; // Said once; recovery is said too.
        }

        switch (failure.Kind)
        {
            case TelegramFailureKind.Unauthorized:
                LogUnauthorized();
                break;
            case TelegramFailureKind.Conflict:
                LogConflict(exception.Message);
                break;
            default:
                LogFailed(exception.Message);
                break;
        }
    }

    private async Task PauseAsync(TelegramFailure failure, CancellationToken held)
    {
        var pause = failure switch
        {
            { Kind: TelegramFailureKind.Unauthorized } => options.Value.UnauthorizedPause,
            { RetryAfter: { } wait } => wait,
            _ => Backoff(),
        };
        await Task.Delay(pause, time, held).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
    }

    private TimeSpan Backoff()
    {
        var doubled = options.Value.ShortestPause * Math.Pow(2, Math.Min(_failuresInARow - 1, 10));
        var longest = doubled < options.Value.LongestPause ? doubled : options.Value.LongestPause;
        return longest * (0.5 + (Random.Shared.NextDouble() / 2));
    }

    [LoggerMessage(LogLevel.Error,
        "Telegram refuses the bot's token. Nothing can be received or sent until TELEGRAM_BOT_TOKEN holds a valid one")]
    private partial void LogUnauthorized();

    [LoggerMessage(LogLevel.Warning, "Somebody else receives this bot's updates, trying again: {Reason}")]
    private partial void LogConflict(string reason);

    [LoggerMessage(LogLevel.Warning, "Updates cannot be fetched from Telegram, trying again: {Reason}")]
    private partial void LogFailed(string reason);

    [LoggerMessage(LogLevel.Information, "Updates arrive again after {Failures} failed attempts")]
    private partial void LogRecovered(int failures);

    [LoggerMessage(LogLevel.Warning, "The last updates could not be confirmed to Telegram, which may send them again: {Reason}")]
    private partial void LogNotConfirmed(string reason);
}
