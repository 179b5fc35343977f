using System.Globalization;
using Microsoft.Extensions.Logging;
using StackExchange.Redis;
using Telegram.Bot.Exceptions;
using Telegram.Bot.Requests;
using Telegram.Bot.Requests.Abstractions;
using Telegram.Bot.Types;

namespace ZoomAspire.Core.Telegram;

/// <summary>
/// Keeps what we write within Telegram's limits, all processes together: each chat, all chats, uploads at once. A call waits for its turn
/// for a few seconds; one that would have to wait longer fails as if Telegram had said so, with the same time to wait. What Telegram
/// does say is kept to the second, by all. Without Redis each process keeps to a share of its own.
/// </summary>
/// <param name="shared">The shared limits; null where there is no Redis.</param>
/// <param name="own">The limits of this process alone.</param>
/// <param name="time">Waits.</param>
/// <param name="isInteractive">Whether this process answers people: then its calls go before those of the others.</param>
/// <param name="logger">Told when Redis is away.</param>
internal sealed partial class TelegramLimiter(
    RedisTelegramTurns? shared, LocalTelegramTurns own, TimeProvider time, bool isInteractive, ILogger<TelegramLimiter> logger)
{
    // Uploads take long, and another one may end at any time.
    private static readonly TimeSpan UploadRetry = TimeSpan.FromSeconds(5);

    /// <summary>Waits for a call's turn.</summary>
    /// <param name="request">The call.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <returns>Dispose it when the call has ended.</returns>
    /// <exception cref="ApiRequestException">It is not its turn for a while: a 429 of our own.</exception>
    public async Task<IAsyncDisposable?> WaitAsync(IRequest request, CancellationToken cancellationToken)
    {
        if (ChatOf(request) is not { } chatId)
        {
            return null; // It writes nothing.
        }

        var place = UploadsFile(request) ? await EnterAsync() : null;
        try
        {
            var (wait, isTaken) = await TakeAsync(new TelegramTurn(chatId, isInteractive));
            if (!isTaken)
            {
                throw TooMany(wait);
            }

            if (wait > TimeSpan.Zero)
            {
                await Task.Delay(wait, time, cancellationToken);
            }

            return place;
        }
        catch
        {
            if (place is not null)
            {
                await place.DisposeAsync();
            }

            throw;
        }
    }

    /// <summary>Notes that Telegram wants no more calls to a chat for a time.</summary>
    public async Task NoteAsync(IRequest request, RequestException exception)
    {
        if (ChatOf(request) is { } chatId && TelegramFailures.Classify(exception) is { Kind: TelegramFailureKind.RateLimited, RetryAfter: { } wait })
        {
            own.Block(chatId, wait);
            await SharedAsync(async turns =>
            {
                await turns.BlockAsync(chatId, wait);
                return true;
            });
        }
    }

    private static ApiRequestException TooMany(TimeSpan wait)
    {
        var seconds = Math.Max(1, (int)Math.Ceiling(wait.TotalSeconds));
        return new ApiRequestException(
            string.Create(CultureInfo.InvariantCulture, $"Too Many Requests: retry after {seconds}"),
            429,
            new ResponseParameters { RetryAfter = seconds });
    }

    // What writes into a chat; reading and answering buttons have limits of their own, which nobody meets.
    private static long? ChatOf(IRequest request) => (request switch
    {
        SendMessageRequest call => call.ChatId,
        SendAudioRequest call => call.ChatId,
        SendDocumentRequest call => call.ChatId,
        EditMessageTextRequest call => call.ChatId,
        EditMessageMediaRequest call => call.ChatId,
        EditMessageCaptionRequest call => call.ChatId,
        EditMessageReplyMarkupRequest call => call.ChatId,
        _ => null,
    })?.Identifier;

    private static bool UploadsFile(IRequest request) => request switch
    {
        SendAudioRequest { Audio: InputFileStream } => true,
        SendDocumentRequest { Document: InputFileStream } => true,
        EditMessageMediaRequest { Media.Media: InputFileStream } => true,
        _ => false,
    };

    private async Task<(TimeSpan Wait, bool Taken)> TakeAsync(TelegramTurn turn) =>
        await SharedAsync(async turns => ((TimeSpan, bool)?)await turns.TakeAsync(turn)) ?? own.Take(turn);

    private async Task<IAsyncDisposable> EnterAsync()
    {
        var upload = Guid.NewGuid().ToString("n");
        var isEntered = await SharedAsync(async turns => (bool?)await turns.TryEnterAsync(upload));
        if (isEntered ?? own.TryEnter())
        {
            return new Place(isEntered is null ? LeaveOwnAsync : () => LeaveSharedAsync(upload));
        }

        throw TooMany(UploadRetry);
    }

    private Task LeaveOwnAsync()
    {
        own.Leave();
        return Task.CompletedTask;
    }

    private Task<bool> LeaveSharedAsync(string upload) => SharedAsync(async turns =>
    {
        await turns.LeaveAsync(upload);
        return true;
    });

    /// <summary>Asks Redis; what it does not answer is null.</summary>
    private async Task<T?> SharedAsync<T>(Func<RedisTelegramTurns, Task<T>> ask)
    {
        if (shared is not { IsConnected: true })
        {
            return default;
        }

        try
        {
            return await ask(shared);
        }
        catch (Exception exception) when (exception is RedisException or TimeoutException)
        {
            LogAlone(exception.GetType().Name);
            return default;
        }
    }

    [LoggerMessage(LogLevel.Debug, "Redis cannot be asked for Telegram's limits ({Reason}): this process keeps to its share")]
    private partial void LogAlone(string reason);

    private sealed class Place(Func<Task> leave) : IAsyncDisposable
    {
        public async ValueTask DisposeAsync() => await leave();
    }
}
