namespace ZoomAspire.Core.Audit;

/// <summary>What the audit log says happened to a connection.</summary>
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

    /// <summary>The provider refuses the tokens for good.</summary>
    public const string ConnectionNeedsReauth = "connection.needs_reauth";

    /// <summary>An approved flow was opened by another Telegram user, and ended.</summary>
    public const string FlowBurned = "flow.burned";

    /// <summary>An approved flow was not finished in time, and ended.</summary>
    public const string FlowExpired = "flow.expired";

    /// <summary>An operator deleted a dead letter: the work will not be done.</summary>
    public const string DeadLetterDeleted = "dead_letter.deleted";
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

    /// <summary>An operator of the service.</summary>
    public const string Operator = "operator";
}
