namespace ZoomAspire.Core.Queue;

/// <summary>Does one kind of job. One instance an attempt, in a scope of its own, with that scope's context.</summary>
internal interface IJobHandler
{
    /// <summary>
    /// Makes one attempt. Every step must bear being repeated: the same job may have been attempted up to any point before.
    /// What is left unsaved in the context is saved together with the job's completion.
    /// </summary>
    /// <param name="job">The job under its lease; saves through it.</param>
    /// <param name="cancellationToken">Signalled when the lease is lost or about to end, and when the service stops.</param>
    /// <exception cref="JobFailedException">The attempt failed for a reason of known kind.</exception>
    /// <exception cref="JobPostponedException">It is not the job's turn yet.</exception>
    Task HandleAsync(JobLease job, CancellationToken cancellationToken);

    /// <summary>
    /// The job is being parked, cancelled or buried. Changes to the context, follow-up jobs among them, are saved in the same
    /// transaction. A fresh instance: nothing of the failed attempt is left in it.
    /// </summary>
    /// <param name="job">The job.</param>
    /// <param name="status">What becomes of it.</param>
    /// <param name="failure">Why.</param>
    /// <param name="cancellationToken">Signalled when the lease is about to end.</param>
    Task StopAsync(JobLease job, JobStatus status, JobFailure failure, CancellationToken cancellationToken);
}
