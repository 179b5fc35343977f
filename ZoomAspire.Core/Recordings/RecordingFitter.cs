using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using ZoomAspire.Core.Data;
using ZoomAspire.Core.Media;
using ZoomAspire.Core.Queue;
using ZoomAspire.Core.Telegram;

namespace ZoomAspire.Core.Recordings;

/// <summary>
/// Decides in which form a staged recording goes to Telegram: as it is where it is audio within the limit, else as audio that is made
/// of it once for all chats, in parts if need be.
/// </summary>
internal sealed partial class RecordingFitter(
    ZoomAspireContext context, AudioConverter converter, IOptions<TelegramOptions> telegram, ILogger<RecordingFitter> logger)
{
    // What fails so often fails for a reason in the file, whatever the tool says. Where it says so itself it is asked once more: half a
    // file, from a store that broke off, looks like a damaged one.
    private const int MaxFailures = 5;
    private const int MaxUnfitTimes = 2;

    // A recording that Telegram refuses at this size it would refuse at any.
    private const long SmallestLimit = 1024 * 1024;

    /// <summary>Whether connections that break while larger files are uploaded may mean that the file is too large.</summary>
    private const long Suspicious = 5 * 1024 * 1024;
    private const int MaxBrokenUploads = 3;

    /// <summary>What is to be delivered.</summary>
    /// <returns>The pieces, in their order; none if Telegram takes nothing of it; null if they are still to be made.</returns>
    public async Task<IReadOnlyList<AudioPiece>?> FindAsync(Recording recording, CancellationToken cancellationToken)
    {
        var limit = LimitOf(recording);
        if (recording.Size is { } size && size <= limit && !(recording.IsVideo && CanConvert(recording)))
        {
            var stored = recording.Sha256 is { } sha256 ? new StoredMedia(size, sha256) : null;
            return [new AudioPiece(0, 1, recording.MediaKey!, stored, Duration(recording.DurationMilliseconds), null)];
        }

        var parts = await context.RecordingParts.Where(part => part.RecordingId == recording.Id)
            .OrderBy(part => part.Part).ToListAsync(cancellationToken);
        if (parts.Count > 0 && parts.All(part => part.Size <= limit))
        {
            return
            [
                .. parts.Select(part => new AudioPiece(
                    part.Part,
                    parts.Count,
                    part.MediaKey,
                    new StoredMedia(part.Size, part.Sha256),
                    Duration(part.DurationMilliseconds),
                    part)),
            ];
        }

        return CanConvert(recording) ? null : [];
    }

    /// <summary>Makes what <see cref="FindAsync"/> misses. Nothing is saved of the rows yet; objects are stored.</summary>
    /// <param name="job">The job that does it.</param>
    /// <param name="recording">The recording, staged.</param>
    /// <param name="progress">Told how much is done, from 0 to 1.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <returns>The keys of what was stored.</returns>
    /// <exception cref="JobFailedException">It failed; another time it may not.</exception>
    public async Task<IReadOnlyList<string>> FitAsync(
        JobLease job, Recording recording, Action<double>? progress, CancellationToken cancellationToken)
    {
        var order = new ConversionOrder(
            recording.MediaKey!, LimitOf(recording), part => MediaKeys.ForPart(recording.Id, job.Token, part))
        {
            IsSmall = await context.Users.Where(user => user.Id == job.TenantId).Select(user => user.PrefersSmallAudio)
                .SingleOrDefaultAsync(cancellationToken),
        };
        try
        {
            var made = await converter.ConvertAsync(order, progress, cancellationToken);
            await ReplacePartsAsync(recording, made, cancellationToken);
            recording.ConversionFailures = 0;
            return [.. made.Select(part => part.Key)];
        }
        catch (Exception exception) when (
            !cancellationToken.IsCancellationRequested && exception is UnfitMediaException or (IOException and not FileNotFoundException))
        {
            await NoteFailureAsync(job, recording, exception, cancellationToken);
            return [];
        }
    }

    /// <summary>Notes that Telegram refused a file as too large that was within the limit: from now on it gets half of that.</summary>
    /// <returns>Whether there is another way.</returns>
    public bool TryNextWay(Recording recording, AudioPiece refused)
    {
        var limit = Math.Min(LimitOf(recording), refused.Stored?.Size ?? recording.Size ?? 0) / 2;
        if (limit < SmallestLimit || !CanConvert(recording))
        {
            return false;
        }

        LogRefused(recording.Id);
        recording.UploadLimit = limit;
        recording.BrokenUploads = 0;
        return true;
    }

    /// <summary>
    /// Notes that the connection broke during an upload. Some servers say so that a file is too large, so after some times it counts as
    /// that.
    /// </summary>
    /// <returns>Whether it is to be taken for a refusal.</returns>
    public static bool NoteBroken(Recording recording, AudioPiece piece)
    {
        if ((piece.Stored?.Size ?? recording.Size ?? 0) < Suspicious)
        {
            return false;
        }

        recording.BrokenUploads++;
        return recording.BrokenUploads >= MaxBrokenUploads;
    }

    private static TimeSpan? Duration(long? milliseconds) =>
        milliseconds is { } count ? TimeSpan.FromMilliseconds(count) : null;

    private bool CanConvert(Recording recording) => converter.IsThere && !recording.IsUnfit;

    private long LimitOf(Recording recording) => Math.Min(telegram.Value.UploadLimitBytes, recording.UploadLimit ?? long.MaxValue);

    /// <exception cref="JobFailedException">It is worth another try.</exception>
    private async Task NoteFailureAsync(JobLease job, Recording recording, Exception exception, CancellationToken cancellationToken)
    {
        recording.ConversionFailures++;
        recording.IsUnfit = recording.ConversionFailures >= (exception is UnfitMediaException ? MaxUnfitTimes : MaxFailures);
        LogFailed(recording.Id, exception.Message);
        await job.SaveAsync(context, cancellationToken);
        if (!recording.IsUnfit)
        {
            throw new JobFailedException(FailureKind.Transient, "The recording could not be converted.", innerException: exception);
        }
    }

    /// <summary>Removes what was made of a recording; nothing is saved yet. The objects belong to nobody then, and are swept.</summary>
    public async Task ForgetAsync(Recording recording, CancellationToken cancellationToken) => context.RecordingParts.RemoveRange(
        await context.RecordingParts.Where(part => part.RecordingId == recording.Id).ToListAsync(cancellationToken));

    private async Task ReplacePartsAsync(Recording recording, IReadOnlyList<ConvertedAudio> made, CancellationToken cancellationToken)
    {
        await ForgetAsync(recording, cancellationToken);
        context.RecordingParts.AddRange(made.Select((audio, number) => new RecordingPart
        {
            RecordingId = recording.Id,
            Part = number,
            MediaKey = audio.Key,
            Size = audio.Stored.Size,
            Sha256 = audio.Stored.Sha256,
            DurationMilliseconds = (long)audio.Duration.TotalMilliseconds,
        }));
    }

    [LoggerMessage(LogLevel.Warning, "Recording {RecordingId} could not be converted: {Reason}")]
    private partial void LogFailed(long recordingId, string reason);

    [LoggerMessage(LogLevel.Information, "Telegram refused recording {RecordingId} below its limit: it is made smaller")]
    private partial void LogRefused(long recordingId);
}
