using Microsoft.EntityFrameworkCore;
using ZoomAspire.Core.Accounts;
using ZoomAspire.Core.Data;
using ZoomAspire.Core.Queue;

namespace ZoomAspire.Core.Recordings;

/// <summary>
/// Keeps back the recordings that their owner does not want, or wants to be asked about first: before anything of them is fetched. What is kept
/// back is remembered with its meeting, so that neither further events nor sweeps bring it; whoever asks for it gets it (<see cref="FetchRequest"/>).
/// </summary>
internal sealed class Withholding(ZoomAspireContext context)
{
    /// <summary>Looks whether a meeting's recordings are kept back, and ends the job where they are.</summary>
    /// <param name="job">The job that fetches them.</param>
    /// <param name="meeting">The meeting, as far as it is known.</param>
    /// <param name="owner">Whose it is.</param>
    /// <param name="cancellationToken">Gives up; nothing has changed then.</param>
    /// <returns>Whether there is nothing left to do.</returns>
    public async Task<bool> IsWithheldAsync(JobLease job, Meeting meeting, User owner, CancellationToken cancellationToken)
    {
        if (meeting.AskedAt is not null)
        {
            return false;
        }

        if (meeting.Withheld is not null)
        {
            return true;
        }

        // Of a meeting that has begun to come the rest comes, too.
        if (ReasonFor(meeting, owner) is not { } reason ||
            await context.Recordings.AnyAsync(recording => recording.MeetingId == meeting.Id, cancellationToken))
        {
            return false;
        }

        await job.CompleteAsync(context, token => WithholdAsync(job, meeting, reason, token), cancellationToken);
        return true;
    }

    /// <summary>Why an owner does not want a meeting's recordings to come by themselves; null if they may.</summary>
    internal static Withheld? ReasonFor(Meeting meeting, User owner) => meeting switch
    {
        // Where Zoom does not say how long it was, it may have been long enough.
        { DurationMinutes: > 0 } when meeting.DurationMinutes < owner.WantedMinutes => Withheld.Skipped,
        _ when owner.WantedWords is { } words && !TopicWords.AreIn(words, meeting.Topic) => Withheld.Skipped,
        _ when owner.AsksBeforeSending => Withheld.Asked,
        _ => null,
    };

    private async Task WithholdAsync(JobLease job, Meeting meeting, Withheld reason, CancellationToken cancellationToken)
    {
        // Of two that come here at once one asks; and whoever has just asked for it is not asked.
        if (await context.Meetings.Where(row => row.Id == meeting.Id && row.Withheld == null && row.AskedAt == null)
            .ExecuteUpdateAsync(set => set.SetProperty(row => row.Withheld, reason), cancellationToken) > 0 && reason == Withheld.Asked)
        {
            JobQueue.Add(context, JobKind.AskToSend, meeting.Id, job.TenantId);
        }
    }
}
