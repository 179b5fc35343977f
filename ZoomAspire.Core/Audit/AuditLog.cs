using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;
using ZoomAspire.Core.Data;

namespace ZoomAspire.Core.Audit;

/// <summary>Writes the audit log: into the caller's context, hence into the transaction of what the line is about.</summary>
/// <param name="options">How long lines are kept.</param>
/// <param name="host">Names the service that writes.</param>
/// <param name="time">The clock.</param>
public sealed class AuditLog(IOptions<RetentionOptions> options, IHostEnvironment host, TimeProvider time)
{
    private const int MaxSourceLength = 64;
    private const int MaxDetailLength = 500;

    /// <summary>Adds a line; the caller saves the context.</summary>
    /// <param name="context">The context of the change.</param>
    /// <param name="line">What happened.</param>
    public void Add(ZoomAspireContext context, AuditLine line)
    {
        ArgumentNullException.ThrowIfNull(context);
        ArgumentNullException.ThrowIfNull(line);
        var now = time.GetUtcNow();
        context.AuditLog.Add(new AuditEntry
        {
            At = now,
            Action = line.Action,
            Actor = line.Actor,
            UserId = line.UserId,
            ConnectionId = line.ConnectionId,
            Source = Cut(line.From is { } from ? $"{host.ApplicationName} {from}" : host.ApplicationName, MaxSourceLength),
            Detail = Cut(line.Detail, MaxDetailLength),
            KeepUntil = now + options.Value.Audit,
        });
    }

    private static string? Cut(string? text, int length) => text is null || text.Length <= length ? text : text[..length];
}

/// <summary>What an audit line says. No tokens, no personal text: people are given by their key, which is not stored.</summary>
/// <param name="Action">What; see <see cref="AuditActions"/>.</param>
/// <param name="Actor">Who; see <see cref="AuditActors"/>.</param>
public sealed record AuditLine(string Action, string Actor)
{
    /// <summary>The user concerned, if any.</summary>
    public long? UserId { get; init; }

    /// <summary>The connection concerned, if any; named only together with a user.</summary>
    public long? ConnectionId { get; init; }

    /// <summary>From where, beyond the service: a network, an operator's chat.</summary>
    public string? From { get; init; }

    /// <summary>A short reason or detail, 500 characters at most.</summary>
    public string? Detail { get; init; }
}
