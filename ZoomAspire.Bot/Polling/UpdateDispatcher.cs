using Microsoft.Extensions.Options;
using Telegram.Bot.Types;
using ZoomAspire.Bot.Updates;

namespace ZoomAspire.Bot.Polling;

/// <summary>
/// Has updates handled: those of one chat in their order, different chats at the same time. Knows up to where everything is
/// handled, which is what may be confirmed to Telegram. Made for one poller, who alone calls <see cref="Dispatch"/>.
/// </summary>
internal sealed class UpdateDispatcher(
    UpdateHandler handler, HandledUpdates handled, IOptions<PollingOptions> options, TimeProvider time) : IDisposable
{
    private readonly Lock _gate = new();
    private readonly SortedSet<int> _unhandled = [];
    private readonly HashSet<int> _unconfirmed = [];
    private readonly Dictionary<long, Task> _lastOfChat = [];
    private readonly SemaphoreSlim _slots = new(options.Value.Parallelism);
    private readonly CancellationTokenSource _abandoned = new();
    private int? _afterLast;

    /// <summary>
    /// What may be confirmed now: everything below the first unhandled update, or everything (then also <c>IsIdle</c>). Null
    /// at first, when nothing is known.
    /// </summary>
    public (int? Offset, bool IsIdle) Confirmable()
    {
        lock (_gate)
        {
            if (_unhandled.Count > 0)
            {
                return (_unhandled.Min, false);
            }

            // Telegram will not offer these again. Ids are not compared: after a quiet week they start anew, lower or higher.
            _unconfirmed.Clear();
            return (_afterLast, true);
        }
    }

    /// <summary>Takes what getUpdates brought; what it brought before is skipped.</summary>
    public void Dispatch(IEnumerable<Update> updates)
    {
        lock (_gate)
        {
            foreach (var update in updates.Where(update => _unconfirmed.Add(update.Id)))
            {
                _afterLast = update.Id + 1;
                _unhandled.Add(update.Id);
                var chat = ChatOf(update);
                var before = _lastOfChat.GetValueOrDefault(chat, Task.CompletedTask);
                _lastOfChat[chat] = Task.Run(() => HandleAfterAsync(before, update));
            }
        }
    }

    /// <summary>Waits until everything is handled, or for a while.</summary>
    /// <param name="atMost">How long.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    public async Task WaitUntilIdleAsync(TimeSpan atMost, CancellationToken cancellationToken)
    {
        try
        {
            await Task.WhenAll(Running()).WaitAsync(atMost, time, cancellationToken);
        }
        catch (TimeoutException)
        {
        }
    }

    /// <summary>Waits until everything is handled; what takes longer than allowed is broken off.</summary>
    public async Task DrainAsync()
    {
        await WaitUntilIdleAsync(options.Value.DrainLimit, CancellationToken.None);
        await _abandoned.CancelAsync();
        await Task.WhenAll(Running());
    }

    public void Dispose()
    {
        _slots.Dispose();
        _abandoned.Dispose();
    }

    // What is still running; chats that have nothing running are forgotten on the way.
    private List<Task> Running()
    {
        lock (_gate)
        {
            foreach (var chat in _lastOfChat.Where(entry => entry.Value.IsCompleted).Select(entry => entry.Key).ToList())
            {
                _lastOfChat.Remove(chat);
            }

            return [.. _lastOfChat.Values];
        }
    }

    private async Task HandleAfterAsync(Task before, Update update)
    {
        await before;
        await _slots.WaitAsync();
        try
        {
            if (await HandleOnceAsync(update))
            {
                MarkHandled(update);
            }
        }
        finally
        {
            _slots.Release();
        }
    }

    private async Task<bool> HandleOnceAsync(Update update)
    {
        if (_abandoned.IsCancellationRequested)
        {
            return false;
        }

        if (await handled.ContainAsync(update.Id))
        {
            return true;
        }

        await handler.HandleAsync(update, _abandoned.Token);
        if (_abandoned.IsCancellationRequested)
        {
            return false;
        }

        await handled.AddAsync(update.Id);
        return true;
    }

    private void MarkHandled(Update update)
    {
        lock (_gate)
        {
            _unhandled.Remove(update.Id);
        }
    }

    private static long ChatOf(Update update) =>
        update.Message?.Chat.Id
        ?? update.CallbackQuery?.Message?.Chat.Id
        ?? update.CallbackQuery?.From.Id
        ?? update.MyChatMember?.Chat.Id
        ?? 0;
}
