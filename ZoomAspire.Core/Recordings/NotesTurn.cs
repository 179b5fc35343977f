using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using ZoomAspire.Core.Data;
using ZoomAspire.Core.Queue;

namespace ZoomAspire.Core.Recordings;

/// <summary>
/// Keeps notes from taking the places of audio: making them may take minutes where a language model does it. One meeting of a user at a time,
/// in half of a worker's places; the others come back soon.
/// </summary>
internal sealed class NotesTurn(IServiceScopeFactory scopes, IOptions<QueueOptions> options) : IDisposable
{
    private static readonly TimeSpan Soon = TimeSpan.FromSeconds(5);

    private readonly SemaphoreSlim _places = new(Math.Max(1, options.Value.Concurrency / 2));

    /// <summary>Takes a place, to be given back.</summary>
    /// <exception cref="JobPostponedException">It is not the job's turn.</exception>
    public async Task<IDisposable> DemandAsync(JobLease job, CancellationToken cancellationToken)
    {
        if (!await _places.WaitAsync(0, cancellationToken))
        {
            throw new JobPostponedException(Soon);
        }

        var place = new Place(_places);
        try
        {
            if (await IsAnotherRunningAsync(job, cancellationToken))
            {
                throw new JobPostponedException(Soon);
            }

            return place;
        }
        catch
        {
            place.Dispose();
            throw;
        }
    }

    public void Dispose() => _places.Dispose();

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

    private sealed class Place(SemaphoreSlim places) : IDisposable
    {
        public void Dispose() => places.Release();
    }
}
