namespace ZoomAspire.Core.Audit;

/// <summary>What the audit log says happened.</summary>
public static class AuditActions
{
    /// <summary>A flow was finished: the connection delivers to its user.</summary>
    public const string ConnectionFinished = "connection.finished";

    /// <summary>A flow was finished by a new owner: the connection left the one before.</summary>
    public const string ConnectionMoved = "connection.moved";

    /// <summary>The owner disconnected.</summary>
    public const string ConnectionDisconnected = "connection.disconnected";

    /// <summary>The provider said that the owner removed the app.</summary>
    public const string ConnectionDeauthorized = "connection.deauthorized";

    /// <summary>The provider said that the user is gone there: deleted, or no longer part of the account.</summary>
    public const string ConnectionUserGone = "connection.user_gone";

    /// <summary>The provider said that the user was deactivated there: the connection waits.</summary>
    public const string ConnectionPaused = "connection.paused";

    /// <summary>The provider said that the user was activated again: the connection goes on.</summary>
    public const string ConnectionResumed = "connection.resumed";

    /// <summary>The owner had approved again, and what that gave was stored only now.</summary>
    public const string ConnectionRenewed = "connection.renewed";

    /// <summary>The provider refuses the tokens for good.</summary>
    public const string ConnectionNeedsReauth = "connection.needs_reauth";

    /// <summary>A refresh failed, the first one after those that did not; the detail says how.</summary>
    public const string RefreshFailed = "connection.refresh_failed";

    /// <summary>Its owner could not be reached for so long that the connection was ended.</summary>
    public const string ConnectionUnreachable = "connection.unreachable";

    /// <summary>A user asked for all that is kept of them as a file.</summary>
    public const string UserExported = "user.exported";

    /// <summary>A user confirmed to be erased; the detail has the reference.</summary>
    public const string UserErasing = "user.erasing";

    /// <summary>Everything that was kept of a user is erased, and so is whom this line is about; the detail has the reference, and how much there was.</summary>
    public const string UserErased = "user.erased";

    /// <summary>Everything that was kept of an ended connection is erased; the detail says how much there was.</summary>
    public const string ConnectionPurged = "connection.purged";

    /// <summary>An operator invited a Telegram user to be linked to a user of the organisation's Zoom account.</summary>
    public const string LinkInvited = "link.invited";

    /// <summary>The invited user accepted.</summary>
    public const string LinkAccepted = "link.accepted";

    /// <summary>The invited user declined.</summary>
    public const string LinkDeclined = "link.declined";

    /// <summary>A linked connection ended because somebody has connected the same Zoom account by their own approval.</summary>
    public const string ConnectionSteppedBack = "connection.stepped_back";

    /// <summary>The provider refuses the organisation's app; the detail says how.</summary>
    public const string OrganizationRefused = "organization.refused";

    /// <summary>The organisation's app works again.</summary>
    public const string OrganizationRestored = "organization.restored";

    /// <summary>A user made a route; it counts at once only if nobody else has to consent.</summary>
    public const string RouteMade = "route.made";

    /// <summary>A route counts now: an administrator of its group, perhaps its owner, has consented.</summary>
    public const string RouteConsented = "route.consented";

    /// <summary>An administrator refused a route to their group.</summary>
    public const string RouteRefused = "route.refused";

    /// <summary>An administrator stopped a route to their group.</summary>
    public const string RouteStopped = "route.stopped";

    /// <summary>Its owner removed a route.</summary>
    public const string RouteRemoved = "route.removed";

    /// <summary>A route ended because its owner is no longer in its group.</summary>
    public const string RouteOwnerLeft = "route.owner_left";

    /// <summary>An approved flow was opened by another Telegram user, and ended.</summary>
    public const string FlowBurned = "flow.burned";

    /// <summary>An approved flow was not finished in time, and ended.</summary>
    public const string FlowExpired = "flow.expired";

    /// <summary>A callback came with a state that is forged, too old or used up.</summary>
    public const string StateRefused = "flow.state_refused";

    /// <summary>Webhooks with wrong signatures came in numbers.</summary>
    public const string SignaturesRefused = "webhook.signatures_refused";

    /// <summary>Before what an operator did: <c>operator.replay_dead_letters</c>, …</summary>
    public const string OperatorPrefix = "operator.";

    /// <summary>An operator deleted a dead letter: the work will not be done.</summary>
    public const string DeadLetterDeleted = "dead_letter.deleted";

    /// <summary>An operator had a dead letter tried again.</summary>
    public const string DeadLetterReplayed = "dead_letter.replayed";

    /// <summary>An operator acknowledged an alert: it is not repeated while it lasts.</summary>
    public const string AlertAcknowledged = "operator.alert_acknowledged";

    /// <summary>An operator had all connections compared with Zoom now.</summary>
    public const string SweepBegun = "operator.sweep_begun";
}

/// <summary>Who did it.</summary>
public static class AuditActors
{
    /// <summary>A user of ours.</summary>
    public const string User = "user";

    /// <summary>The provider.</summary>
    public const string Provider = "provider";

    /// <summary>The service itself.</summary>
    public const string System = "system";

    /// <summary>An administrator of a Telegram group, who may be no user of ours.</summary>
    public const string Administrator = "administrator";

    /// <summary>An operator.</summary>
    public const string Operator = "operator";

    /// <summary>An integrator; the line's source names the key.</summary>
    public const string Integrator = "integrator";

    /// <summary>Somebody we do not know.</summary>
    public const string Stranger = "stranger";
}
