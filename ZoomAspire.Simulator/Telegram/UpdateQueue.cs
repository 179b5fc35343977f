using System.Text.Json.Nodes;

namespace ZoomAspire.Simulator.Telegram;

/// <summary>
/// The updates that wait for the bot, with the rules of getUpdates (https://core.telegram.org/bots/api#getupdates): an offset
/// confirms what is below it, the kinds asked for stick, and of two pollers the later one wins. Thread-safe.
/// </summary>
internal sealed class UpdateQueue(TimeProvider time)
{
    private const int MostAtOnce = 100;
    private const int LongestWaitSeconds = 50;

    private static readonly string[] KindsOnRequestOnly = ["chat_member", "message_reaction", "message_reaction_count"];
    private static readonly TimeSpan Retention = TimeSpan.FromHours(24);

    private readonly Lock _lock = new();
    private readonly List<Pending> _pending = [];
    private HashSet<string> _allowed = [];
    private string? _webhookUrl;
    private TaskCompletionSource? _poller;

    /// <summary>Starts later than any id of an earlier run, whose confirmed offset the bot may remember.</summary>
    private int _lastId = (int)time.GetUtcNow().ToUnixTimeSeconds();

    private sealed record Pending(int Id, DateTimeOffset At, JsonObject Update);

    /// <summary>Updates not yet confirmed.</summary>
    public int Count
    {
        get
        {
            lock (_lock)
            {
                return _pending.Count;
            }
        }
    }

    /// <summary>A poll waits for something to come.</summary>
    public bool IsWaiting
    {
        get
        {
            lock (_lock)
            {
                return _poller is { Task.IsCompleted: false };
            }
        }
    }

    public string WebhookUrl
    {
        get
        {
            lock (_lock)
            {
                return _webhookUrl ?? "";
            }
        }
    }

    /// <summary>Adds an update, unless its kind is not asked for: what was not asked for when it happened never comes.</summary>
    public void Add(string kind, JsonObject content)
    {
        lock (_lock)
        {
            if (_allowed.Count > 0 ? !_allowed.Contains(kind) : KindsOnRequestOnly.Contains(kind))
            {
                return;
            }

            var id = ++_lastId;
            _pending.Add(new Pending(id, time.GetUtcNow(), new JsonObject { ["update_id"] = id, [kind] = content }));
            _poller?.TrySetResult();
        }
    }

    /// <summary>Answers getUpdates.</summary>
    /// <exception cref="BotApiException">409: a webhook is set, or another poller came while this one waited.</exception>
    public async Task<JsonArray> PollAsync(BotApiCall call, CancellationToken cancellationToken)
    {
        var offset = call.Integer("offset") ?? 0;
        var limit = (int)Math.Clamp(call.Integer("limit") ?? MostAtOnce, 1, MostAtOnce);
        var timeout = TimeSpan.FromSeconds(Math.Clamp(call.Integer("timeout") ?? 0, 0, LongestWaitSeconds));
        var poller = Begin(offset, call.Json("allowed_updates") as JsonArray);
        if (timeout > TimeSpan.Zero)
        {
            await WaitAsync(poller, timeout, cancellationToken);
        }

        lock (_lock)
        {
            if (ReferenceEquals(_poller, poller))
            {
                _poller = null;
            }

            return new JsonArray([.. _pending.Take(limit).Select(pending => pending.Update.DeepClone())]);
        }
    }

    /// <summary>Sets or, with an empty address, deletes the webhook. Nothing is posted to it: it only blocks polling.</summary>
    public void SetWebhook(string url, bool dropPending)
    {
        lock (_lock)
        {
            _webhookUrl = url.Length == 0 ? null : url;
            if (_webhookUrl is not null)
            {
                _poller?.TrySetException(BotApiException.Conflict("terminated by setWebhook request"));
            }

            if (dropPending)
            {
                _pending.Clear();
            }
        }
    }

    /// <summary>Forgets updates, webhook and the kinds asked for.</summary>
    public void Clear()
    {
        lock (_lock)
        {
            _pending.Clear();
            _allowed = [];
            _webhookUrl = null;
        }
    }

    private TaskCompletionSource Begin(long offset, JsonArray? allowed)
    {
        lock (_lock)
        {
            if (_webhookUrl is not null)
            {
                throw BotApiException.Conflict(
                    "can't use getUpdates method while webhook is active; use deleteWebhook to delete the webhook first");
            }

            if (allowed is not null)
            {
                _allowed = [.. allowed.Select(kind => (string?)kind ?? "")];
            }

            Confirm(offset);
            _poller?.TrySetException(BotApiException.Conflict(
                "terminated by other getUpdates request; make sure that only one bot instance is running"));
            _poller = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            if (_pending.Count > 0)
            {
                _poller.TrySetResult();
            }

            return _poller;
        }
    }

    private void Confirm(long offset)
    {
        var oldest = time.GetUtcNow() - Retention;
        _pending.RemoveAll(pending => pending.At < oldest || (offset > 0 && pending.Id < offset));
        if (offset < 0 && _pending.Count + offset > 0)
        {
            _pending.RemoveRange(0, (int)(_pending.Count + offset));
        }
    }

    private async Task WaitAsync(TaskCompletionSource poller, TimeSpan timeout, CancellationToken cancellationToken)
    {
        try
        {
            await poller.Task.WaitAsync(timeout, time, cancellationToken);
        }
        catch (TimeoutException)
        {
            // Nothing came: an empty answer.
        }
    }
}
