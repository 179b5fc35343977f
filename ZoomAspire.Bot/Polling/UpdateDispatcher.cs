using Microsoft.Extensions.Options;
using Telegram.Bot.Types;
using ZoomAspire.Bot.Updates;

namespace ZoomAspire.Bot.Polling;

/// <summary>
/// Has updates handled: those of one chat in their order, different chats at the same time. Knows up to where everything is
/// handled, which is what may be confirmed to Telegram. Of a person who sends more than can be handled a part is passed over. Made for one
/// poller, who alone calls <see cref="Dispatch"/>.
/// </summary>
internal sealed partial class UpdateDispatcher(
    UpdateHandler handler,
    HandledUpdates handled,
    IOptions<PollingOptions> options,
    TimeProvider time,
    ILogger<UpdateDispatcher> logger) : IDisposable
{
    private readonly Lock _gate = new();

    // In the order in which they came. Ids are not compared: after a quiet week they start anew, lower or higher.
    private readonly Queue<Taken> _taken = [];
    private readonly HashSet<int> _takenIds = [];
    private readonly Dictionary<long, Task> _lastOfChat = [];
    private readonly UpdateBacklog _backlog = new(options.Value.MostWaiting);
    private readonly SemaphoreSlim _slots = new(options.Value.Parallelism);
    private readonly CancellationTokenSource _abandoned = new();
    private int? _afterLast;

    /// <summary>
    /// Updates that are remembered: from the first unhandled one on. Telegram offers no more than a batch from there, so it is
    /// never more than two batches, however busy the bot is.
    /// </summary>
    public int Remembered
    {
        get
        {
            lock (_gate)
            {
                return _taken.Count;
            }
        }
    }

    /// <summary>
    /// What may be confirmed now: everything below the first unhandled update, or everything (then also <c>IsIdle</c>). Null
    /// at first, when nothing is known. The caller asks Telegram from there on and never from before it again.
    /// </summary>
    public (int? Offset, bool IsIdle) Confirmable()
    {
        lock (_gate)
        {
            // Telegram will not offer these again.
            while (_taken.TryPeek(out var first) && first.IsHandled)
            {
                _takenIds.Remove(_taken.Dequeue().Id);
            }

            return _taken.TryPeek(out var unhandled) ? (unhandled.Id, false) : (_afterLast, true);
        }
    }

    /// <summary>Takes what getUpdates brought; what it brought before is skipped.</summary>
    public void Dispatch(IEnumerable<Update> updates)
    {
        lock (_gate)
        {
            foreach (var update in updates.Where(update => _takenIds.Add(update.Id)))
            {
                _afterLast = update.Id + 1;
                var taken = new Taken(update.Id, SenderOf(update));
                _taken.Enqueue(taken);
                if (_backlog.Admit(taken.Sender) is var admission && admission == Admission.PassedOver)
                {
                    taken.IsHandled = true;
                    LogTooMany(update.Id);
                    continue;
                }

                taken.IsRefused = admission == Admission.Refused;
                var chat = ChatOf(update);
                var before = _lastOfChat.GetValueOrDefault(chat, Task.CompletedTask);
                _lastOfChat[chat] = Task.Run(() => HandleAfterAsync(before, update, taken));
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
    /// <param name="lease">Ends with the lease: another instance may get the same updates from then on.</param>
    public async Task DrainAsync(CancellationToken lease)
    {
        try
        {
            await WaitUntilIdleAsync(options.Value.DrainLimit, lease);
        }
        catch (OperationCanceledException)
        {
            // The lease ended first.
        }

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

    // Never fails: the chat's next update comes after it.
    private async Task HandleAfterAsync(Task before, Update update, Taken taken)
    {
        await before;
        await _slots.WaitAsync();
        try
        {
            if (await HandleOnceAsync(update, taken.IsRefused))
            {
                MarkHandled(taken);
            }
        }
        catch (Exception exception)
        {
            // Whatever it was, asking Telegram for the same update for ever would keep all later ones unconfirmed.
            LogPassedOver(exception, update.Id);
            MarkHandled(taken);
        }
        finally
        {
            _slots.Release();
        }
    }

    private async Task<bool> HandleOnceAsync(Update update, bool isRefused)
    {
        if (_abandoned.IsCancellationRequested)
        {
            return false;
        }

        if (await handled.ContainAsync(update.Id))
        {
            return true;
        }

        await (isRefused ? handler.RefuseAsync(update, _abandoned.Token) : handler.HandleAsync(update, _abandoned.Token));
        if (_abandoned.IsCancellationRequested)
        {
            return false;
        }

        await handled.AddAsync(update.Id);
        return true;
    }

    private void MarkHandled(Taken taken)
    {
        lock (_gate)
        {
            taken.IsHandled = true;
            _backlog.Leave(taken.Sender);
        }
    }

    // What Telegram itself tells of chats is no hurry of anybody's.
    private static long? SenderOf(Update update) => update.Message?.From?.Id ?? update.CallbackQuery?.From.Id;

    private static long ChatOf(Update update) =>
        update.Message?.Chat.Id
        ?? update.CallbackQuery?.Message?.Chat.Id
        ?? update.CallbackQuery?.From.Id
        ?? update.MyChatMember?.Chat.Id
        ?? 0;

    [LoggerMessage(LogLevel.Error, "Update {UpdateId} is passed over")]
    private partial void LogPassedOver(Exception exception, int updateId);

    [LoggerMessage(LogLevel.Information, "Update {UpdateId} is passed over: its sender sends more than can be handled")]
    private partial void LogTooMany(int updateId);

    /// <summary>An update that was taken and is not confirmed yet.</summary>
    private sealed class Taken(int id, long? sender)
    {
        public int Id => id;

        public long? Sender => sender;

        /// <summary>Whether it is not carried out, because its sender sends too many.</summary>
        public bool IsRefused { get; set; }

        public bool IsHandled { get; set; }
    }
}
