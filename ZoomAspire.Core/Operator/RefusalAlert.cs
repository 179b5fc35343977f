using ZoomAspire.Core.Accounts;
using ZoomAspire.Core.Data;

namespace ZoomAspire.Core.Operator;

/// <summary>Alerts the operator when a provider refuses the tokens of many connections at once, which is then not believed.</summary>
/// <param name="context">The database.</param>
/// <param name="alerts">Sends.</param>
/// <param name="time">The clock.</param>
public sealed class RefusalAlert(ZoomAspireContext context, OperatorAlerts alerts, TimeProvider time)
{
    private const string Name = "mass_refusal";

    private static readonly TimeSpan Quiet = TimeSpan.FromHours(1);

    /// <summary>Tells of it, at most once an hour.</summary>
    /// <param name="cancellationToken">Gives up; it is told of later then.</param>
    /// <returns>Whether it was told.</returns>
    public async Task<bool> SendAsync(CancellationToken cancellationToken)
    {
        if (!alerts.IsPossible ||
            await RefusalJudge.CountAsync(context, time.GetUtcNow(), except: null) is var count && count <= RefusalJudge.Many)
        {
            return false;
        }

        // The claim on the name goes with the transaction: an alert that was not sent is sent the next time.
        await using var transaction = await context.Database.BeginTransactionAsync(cancellationToken);
        var text =
            $"⚠️ <b>Zoom refuses the tokens of {count} connections</b>\n\n" +
            "So many at once are not taken for dead links: their owners are asked to connect again only where it goes on for a day. " +
            "See whether the app is active in the Zoom Marketplace, and whether ZOOM_CLIENT_ID is still its client id.";
        if (!await alerts.SendAsync(Name, Quiet, text, cancellationToken))
        {
            return false;
        }

        await transaction.CommitAsync(cancellationToken);
        return true;
    }
}
