using ZoomAspire.Core.Queue;

namespace ZoomAspire.Core.Recordings;

/// <summary>Says in the chat, in the delivery's one message, that its audio will not come.</summary>
internal sealed class ReportFailureHandler(DeliveryTargets targets, Announcer announcer, AudioMessages audio) : IJobHandler
{
    /// <inheritdoc />
    public async Task HandleAsync(JobLease job, CancellationToken cancellationToken)
    {
        var target = await targets.FindAsync(job.SubjectId, cancellationToken);
        if (target is not { Delivery.State: DeliveryState.Failed or DeliveryState.Cancelled })
        {
            return;
        }

        var text = await TextAsync(target, cancellationToken);
        if (await announcer.FindAsync(target, cancellationToken) is { MessageId: not null, State: ChatMessageState.Announced } announced)
        {
            await announcer.RewriteAsync(job, target, announced, text, cancellationToken);
        }
        else if (target.Delivery.State == DeliveryState.Failed)
        {
            await announcer.AnnounceAsync(job, target, text, cancellationToken);
        }
    }

    /// <inheritdoc />
    public Task StopAsync(JobLease job, JobStatus status, JobFailure failure, CancellationToken cancellationToken) => Task.CompletedTask;

    private async Task<string> TextAsync(DeliveryTarget target, CancellationToken cancellationToken)
    {
        if (target.Delivery.State == DeliveryState.Cancelled)
        {
            return target.IsConnected ? RecordingText.Gone(target) : RecordingText.Disconnected(target);
        }

        return await audio.FindSeparateAsync(target, cancellationToken) is { State: ChatMessageState.Sending }
            ? RecordingText.Unconfirmed(target)
            : RecordingText.GivenUp(target);
    }
}
