using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using ZoomAspire.Core.Data;
using ZoomAspire.Core.Queue;

namespace ZoomAspire.Core.Recordings;

/// <summary>
/// Keeps notes from taking the places of audio: making them may take minutes where a language model does it. One meeting of a user at a time,
/// in half of a worker's places. The others come back one after the other, at the pace at which places have become free of late, and within a
/// minute: all at once they would find as few of them as before.
/// </summary>
internal sealed class NotesTurn(IServiceScopeFactory scopes, IOptions<QueueOptions> options, TimeProvider time) : IDisposable
{
    // The time of one counts for this share of what is expected of the next.
    private const double Weight = 0.2;

    private static readonly TimeSpan Soon = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan Latest = TimeSpan.FromMinutes(1);

    private readonly int _count = Places(options.Value);
    private readonly SemaphoreSlim _places = new(Places(options.Value));
    private readonly Lock _lock = new();
    private readonly TimeProvider _time = time;
    private TimeSpan _usual = TimeSpan.FromSeconds(1);
    private DateTimeOffset _nextAt;
    private long _changedAt;

    /// <summary>Takes a place, to be given back.</summary>
    /// <exception cref="JobPostponedException">It is not the job's turn.</exception>
    public async Task<IDisposable> DemandAsync(JobLease job, CancellationToken cancellationToken)
    {
        if (!await _places.WaitAsync(0, cancellationToken))
        {
            throw new JobPostponedException(NextTurn());
        }

        Note();
        try
        {
            return await IsAnotherRunningAsync(job, cancellationToken) ? throw new JobPostponedException(Soon) : new Place(this);
        }
        catch
        {
            _places.Release();
            throw;
        }
    }

    public void Dispose() => _places.Dispose();

    private static int Places(QueueOptions options) => Math.Max(1, options.Concurrency / 2);

    /// <summary>How long until a place is to be expected, after all those who were told so before.</summary>
    private TimeSpan NextTurn()
    {
        lock (_lock)
        {
            var now = _time.GetUtcNow();
            // Where none has become free for longer than usual, none will at the usual pace.
            var still = _time.GetElapsedTime(_changedAt);
            _nextAt = (_nextAt > now ? _nextAt : now) + (still > _usual / _count ? still : _usual / _count);
            if (_nextAt > now + Latest)
            {
                _nextAt = now + Latest;
            }

            return _nextAt - now;
        }
    }

    private void GiveBack(TimeSpan taken)
    {
        lock (_lock)
        {
            _usual += (taken - _usual) * Weight;
            _changedAt = _time.GetTimestamp();
        }

        _places.Release();
    }

    private void Note()
    {
        lock (_lock)
        {
            _changedAt = _time.GetTimestamp();
        }
    }

    // Of two that begin at once the older one goes on.
    private async Task<bool> IsAnotherRunningAsync(JobLease job, CancellationToken cancellationToken)
    {
        await using var scope = scopes.CreateAsyncScope();
        return await scope.ServiceProvider.GetRequiredService<ZoomAspireContext>().Database.SqlQuery<bool>(
            $"""
            SELECT EXISTS (
                SELECT FROM jobs o WHERE o.kind = 'fetch_notes' AND o.tenant_id = {job.TenantId} AND o.status = 'running'
                AND o.lease_until > clock_timestamp() AND o.id < {job.Id}) AS "Value"
            """).SingleAsync(cancellationToken);
    }

    private sealed class Place(NotesTurn turn) : IDisposable
    {
        private readonly long _at = turn._time.GetTimestamp();

        public void Dispose() => turn.GiveBack(turn._time.GetElapsedTime(_at));
    }
}
