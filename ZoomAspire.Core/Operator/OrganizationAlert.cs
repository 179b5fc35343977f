using System.Globalization;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;
using ZoomAspire.Core.Accounts;
using ZoomAspire.Core.Data;
using ZoomAspire.Core.Telegram;
using ZoomAspire.Core.Zoom;

namespace ZoomAspire.Core.Operator;

/// <summary>Alerts the operator while Zoom refuses the organisation's app, once a day, and says when it works again.</summary>
/// <param name="context">The database.</param>
/// <param name="alerts">Sends.</param>
/// <param name="organization">Whose app it is.</param>
public sealed class OrganizationAlert(ZoomAspireContext context, OperatorAlerts alerts, IOptions<ZoomOrganizationOptions> organization)
{
    private const string Name = "organization_app";
    private const string RestoredName = "organization_app_restored";

    private static readonly TimeSpan Quiet = TimeSpan.FromDays(1);

    // So that of several replicas that notice it one tells.
    private static readonly TimeSpan RestoredQuiet = TimeSpan.FromMinutes(5);

    /// <summary>Tells what there is to tell, for the worker to call every minute or so.</summary>
    /// <param name="cancellationToken">Gives up; it is told later then.</param>
    /// <returns>Whether something was told.</returns>
    public async Task<bool> SendAsync(CancellationToken cancellationToken)
    {
        if (!alerts.IsPossible)
        {
            return false;
        }

        var token = await context.OrganizationTokens.AsNoTracking()
            .FirstOrDefaultAsync(token => token.AccountId == organization.Value.AccountId && token.RefusedSince != null, cancellationToken);
        return token is null
            ? await TellRestoredAsync(cancellationToken)
            : await CountAsync(token, cancellationToken) is > 0 and var waiting &&
                await alerts.SendAsync(Name, Quiet, Refused(token, waiting), cancellationToken);
    }

    // The alert is over once that was told.
    private async Task<bool> TellRestoredAsync(CancellationToken cancellationToken) =>
        await context.OperatorAlerts.AnyAsync(alert => alert.Name == Name, cancellationToken) &&
        await alerts.SendAsync(RestoredName, RestoredQuiet, Restored, cancellationToken) &&
        await context.OperatorAlerts.Where(alert => alert.Name == Name).ExecuteDeleteAsync(cancellationToken) > 0;

    private Task<int> CountAsync(OrganizationToken token, CancellationToken cancellationToken) => context.Connections.CountAsync(
        connection => connection.Provider == token.Provider && connection.AccountId == token.AccountId &&
            connection.GrantType == GrantType.AccountCredentials && connection.Status == ConnectionStatus.Active,
        cancellationToken);

    private const string Restored = "✅ <b>Zoom takes the organisation's app again.</b> What waited is being delivered.";

    private static string Refused(OrganizationToken token, int waiting) => string.Create(
        CultureInfo.InvariantCulture,
        $"⚠️ <b>Zoom refuses the organisation's app</b> ({TelegramHtml.Escape(token.LastRefreshError ?? "no reason")}) since {token.RefusedSince:yyyy-MM-dd HH:mm} UTC.\n\nNothing is fetched for {waiting} linked connection{(waiting == 1 ? "" : "s")}: recordings wait, and their users need do nothing. Activate the Server-to-Server OAuth app in the Zoom App Marketplace, and check ZOOM_ACCOUNT_ID, ZOOM_S2S_CLIENT_ID and ZOOM_S2S_CLIENT_SECRET. I try again every few minutes.");
}
