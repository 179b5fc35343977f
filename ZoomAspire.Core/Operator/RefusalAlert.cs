using ZoomAspire.Core.Accounts;
using ZoomAspire.Core.Data;

namespace ZoomAspire.Core.Operator;

/// <summary>Alerts the operator when a provider refuses the tokens of many connections at once, which is then not believed.</summary>
/// <param name="context">The database.</param>
/// <param name="alerts">Sends.</param>
/// <param name="clock">The clock that all processes share.</param>
public sealed class RefusalAlert(ZoomAspireContext context, OperatorAlerts alerts, ISharedClock clock)
{
    private const string Name = "mass_refusal";

    private static readonly TimeSpan Quiet = TimeSpan.FromHours(1);

    /// <summary>Tells of it, at most once an hour.</summary>
    /// <param name="cancellationToken">Gives up; it is told of later then.</param>
    /// <returns>Whether it was told.</returns>
    public async Task<bool> SendAsync(CancellationToken cancellationToken)
    {
        if (!alerts.IsPossible ||
            await RefusalJudge.CountAsync(context, await clock.NowAsync(cancellationToken), except: null) is var count && count <= RefusalJudge.Many)
        {
            return false;
        }

        var text =
            $"⚠️ <b>Zoom refuses the tokens of {count} connections</b>\n\n" +
            "So many at once are not taken for dead links: their owners are asked to connect again only where it goes on for a day. " +
            "See whether the app is active in the Zoom Marketplace, and whether ZOOM_CLIENT_ID is still its client id.";
        return await alerts.SendAsync(Name, Quiet, text, cancellationToken);
    }
}
