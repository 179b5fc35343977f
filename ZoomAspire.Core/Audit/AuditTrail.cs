using Microsoft.EntityFrameworkCore;
using ZoomAspire.Core.Data;
using ZoomAspire.Core.Telegram;

namespace ZoomAspire.Core.Audit;

/// <summary>Reads the audit log, for operators. By hand: the view <c>audit_trail</c>.</summary>
/// <param name="context">The database.</param>
public sealed class AuditTrail(ZoomAspireContext context)
{
    /// <summary>Lines of one page at most.</summary>
    public const int MaxPage = 200;

    /// <summary>A page of lines, newest first.</summary>
    /// <param name="filter">Which lines.</param>
    /// <param name="limit">How many at most, from 1 to <see cref="MaxPage"/>.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public async Task<AuditPage> ReadAsync(AuditFilter filter, int limit, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(filter);
        var size = Math.Clamp(limit, 1, MaxPage);
        var lines =
            from entry in Filtered(filter)
            join key in context.AuditKeys on entry.Person equals key.Person into keys
            from key in keys.DefaultIfEmpty()
            join user in context.Users on key.UserId equals user.Id into users
            from user in users.DefaultIfEmpty()
            orderby entry.Id descending
            select new AuditRecord(
                entry.Id, entry.At, entry.Action, entry.Actor, entry.Source, user == null ? null : user.TelegramUserId, entry.Person,
                entry.Connection, entry.Detail);
        var found = await lines.Take(size + 1).ToListAsync(cancellationToken);
        return new AuditPage([.. found.Take(size)], found.Count > size ? found[size - 1].Id : null);
    }

    private IQueryable<AuditEntry> Filtered(AuditFilter filter)
    {
        var entries = context.AuditLog.AsNoTracking();
        if (filter.TelegramUserId is { } userId)
        {
            entries = entries.Where(entry => context.AuditKeys.Any(key => key.Person == entry.Person &&
                context.Users.Any(user => user.Id == key.UserId && user.TelegramUserId == userId)));
        }

        if (filter.ActionPrefix is { } prefix)
        {
            entries = entries.Where(entry => EF.Functions.Like(entry.Action, prefix + "%"));
        }

        if (filter.Actor is { } actor)
        {
            entries = entries.Where(entry => entry.Actor == actor);
        }

        return entries.Where(entry => (filter.From == null || entry.At >= filter.From) && (filter.To == null || entry.At < filter.To) &&
            (filter.Before == null || entry.Id < filter.Before));
    }
}

/// <summary>Which lines of the audit log; what is not given does not filter.</summary>
public sealed record AuditFilter
{
    /// <summary>About this person, as long as the person is not erased.</summary>
    public TelegramUserId? TelegramUserId { get; init; }

    /// <summary>Beginning of the action: <c>connection.</c>, <c>operator.</c>, …</summary>
    public string? ActionPrefix { get; init; }

    /// <summary>Who did it; see <see cref="AuditActors"/>.</summary>
    public string? Actor { get; init; }

    /// <summary>Not before.</summary>
    public DateTimeOffset? From { get; init; }

    /// <summary>Before.</summary>
    public DateTimeOffset? To { get; init; }

    /// <summary>Older than this line: <see cref="AuditPage.Next"/> of the page before.</summary>
    public long? Before { get; init; }
}

/// <summary>A page of the audit log.</summary>
/// <param name="Lines">The lines, newest first.</param>
/// <param name="Next">For <see cref="AuditFilter.Before"/> of the next page; null if this is the last.</param>
public sealed record AuditPage(IReadOnlyList<AuditRecord> Lines, long? Next);

/// <summary>A line as operators see it.</summary>
/// <param name="Id">Its key.</param>
/// <param name="At">When.</param>
/// <param name="Action">What.</param>
/// <param name="Actor">Who.</param>
/// <param name="Source">From where.</param>
/// <param name="TelegramUserId">The person concerned, unless none is or the person was erased.</param>
/// <param name="Person">The person's pseudonym.</param>
/// <param name="Connection">The connection's pseudonym.</param>
/// <param name="Detail">Reason or detail.</param>
public sealed record AuditRecord(
    long Id,
    DateTimeOffset At,
    string Action,
    string Actor,
    string? Source,
    TelegramUserId? TelegramUserId,
    string? Person,
    string? Connection,
    string? Detail);
