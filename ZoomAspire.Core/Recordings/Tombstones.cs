using System.Data.Common;
using Microsoft.EntityFrameworkCore;
using Npgsql;
using ZoomAspire.Core.Data;
using ZoomAspire.Core.Zoom;

namespace ZoomAspire.Core.Recordings;

/// <summary>What is known of deletions at Zoom for one meeting.</summary>
internal sealed class Tombstones
{
    private const string KeepDeletionsOut = "SELECT pg_advisory_xact_lock_shared(hashtextextended($1, 0))";

    private readonly List<RecordingTombstone> _all;

    private Tombstones(List<RecordingTombstone> all) => _all = all;

    /// <summary>Whether anything of the meeting was deleted, recovered or not.</summary>
    public bool Any => _all.Count > 0;

    /// <summary>Reads what there is for a meeting of an account.</summary>
    public static async Task<Tombstones> OfAsync(
        ZoomAspireContext context, string accountId, MeetingUuid meeting, CancellationToken cancellationToken) =>
        new(await context.RecordingTombstones.AsNoTracking()
            .Where(tombstone => tombstone.Provider == ZoomProvider.Name && tombstone.MeetingUuid == meeting && tombstone.AccountId == accountId)
            .ToListAsync(cancellationToken));

    /// <summary>
    /// Keeps deletions of an account's recordings out until the transaction ends. What enters recordings takes this first and then
    /// reads the tombstones: so either it sees the deletion, or the deletion sees what it has entered. Many may enter at once.
    /// </summary>
    public static async Task KeepOutDeletionsAsync(ZoomAspireContext context, string accountId, CancellationToken cancellationToken)
    {
        await using var batch = context.NewBatch(KeepOutDeletions(accountId));
        await batch.ExecuteNonQueryAsync(cancellationToken);
    }

    /// <summary>The same as the first statement of a batch.</summary>
    public static NpgsqlBatchCommand KeepOutDeletions(string accountId) => Batches.Command(KeepDeletionsOut, LockName(accountId));

    /// <summary>
    /// The same for several accounts, without waiting: it says whether all of them could be kept out. And nothing later in the transaction
    /// waits for others for longer than <paramref name="patience"/>.
    /// </summary>
    public static NpgsqlBatchCommand TryKeepOutDeletions(IEnumerable<string> accountIds, string patience) => Batches.Command(
        """
        SELECT bool_and(pg_try_advisory_xact_lock_shared(hashtextextended(name, 0))), set_config('lock_timeout', $2, true)
        FROM unnest($1) AS name
        """,
        accountIds.Distinct().Select(LockName).ToArray(), patience);

    /// <summary>Finds, as a later statement of a batch, what <see cref="ReadAsync"/> reads.</summary>
    public static NpgsqlBatchCommand Find(string accountId, MeetingUuid meeting) => Batches.Command(
        """
        SELECT file_id, audio_start, is_claim, state, at, created_at FROM recording_tombstones
        WHERE provider = $1 AND zoom_meeting_uuid = $2 AND account_id = $3
        """,
        ZoomProvider.Name, meeting.Value, accountId);

    /// <summary>Reads what <see cref="Find"/> has found.</summary>
    public static async Task<Tombstones> ReadAsync(
        DbDataReader found, string accountId, MeetingUuid meeting, CancellationToken cancellationToken)
    {
        var all = new List<RecordingTombstone>();
        while (await found.ReadAsync(cancellationToken))
        {
            all.Add(Read(found, accountId, meeting));
        }

        return new Tombstones(all);
    }

    /// <summary>The deletion's side of it.</summary>
    public static Task KeepOutEntriesAsync(ZoomAspireContext context, string accountId, CancellationToken cancellationToken) =>
        context.Database.ExecuteSqlAsync(
            $"SELECT pg_advisory_xact_lock(hashtextextended({LockName(accountId)}, 0))", cancellationToken);

    /// <summary>What became of a file; null if nothing has. The latest of what is said of it and of its whole meeting.</summary>
    /// <param name="fileKey">The file, by <see cref="RecordingFileKey"/>; empty for the meeting as a whole.</param>
    public TombstoneState? Of(string fileKey) => LatestOf(fileKey)?.State;

    /// <summary>Whether a file does not come (any more): it was deleted, or nobody has asked for it since it was recovered.</summary>
    /// <param name="fileKey">The file.</param>
    /// <param name="askedAt">When its owner last asked for it, if ever.</param>
    public bool Cover(string fileKey, DateTimeOffset? askedAt = null) =>
        LatestOf(fileKey) is { } latest && !(latest.State == TombstoneState.Recovered && latest.At <= askedAt);

    private static RecordingTombstone Read(DbDataReader row, string accountId, MeetingUuid meeting) => new()
    {
        Provider = ZoomProvider.Name,
        AccountId = accountId,
        MeetingUuid = meeting,
        FileId = row.GetString(0),
        AudioStart = row.IsDBNull(1) ? null : row.GetFieldValue<DateTimeOffset>(1),
        IsClaim = row.GetBoolean(2),
        State = SnakeCaseNames.Parse<TombstoneState>(row.GetString(3)),
        At = row.GetFieldValue<DateTimeOffset>(4),
        CreatedAt = row.GetFieldValue<DateTimeOffset>(5),
    };

    private static string LockName(string accountId) => $"recordings {ZoomProvider.Name} {accountId}";

    /// <summary>
    /// The same of a file that Zoom lists. Where the sound alone of a stretch was deleted, the stretch does not come as video either: who
    /// deleted it meant what was said. A deleted video keeps no sound back.
    /// </summary>
    /// <param name="file">The file.</param>
    /// <param name="askedAt">When its owner last asked for it, if ever.</param>
    public bool Cover(RecordingFile file, DateTimeOffset? askedAt = null) =>
        Cover(file.Key, askedAt) ||
        (!file.IsAudioOnly && _all.Any(tombstone => tombstone.AudioStart is { } start && start == file.Start && Cover(tombstone.FileId, askedAt)));

    /// <summary>
    /// Whether what was said is not to be read: its transcript, or its captions, were deleted by themselves. Whoever did so meant the words,
    /// in whatever other file they stand.
    /// </summary>
    /// <param name="askedAt">When the meeting's owner last asked for it, if ever.</param>
    public bool CoverWords(DateTimeOffset? askedAt) => _all.Exists(tombstone => tombstone.IsTranscript && Cover(tombstone.FileId, askedAt));

    private RecordingTombstone? LatestOf(string fileKey) =>
        _all.Where(tombstone => tombstone.FileId.Length == 0 || tombstone.FileId == fileKey)
            .OrderByDescending(tombstone => tombstone.At).ThenBy(tombstone => tombstone.State)
            .FirstOrDefault();
}
