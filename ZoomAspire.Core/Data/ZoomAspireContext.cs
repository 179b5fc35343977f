using Microsoft.EntityFrameworkCore;
using ZoomAspire.Core.Accounts;
using ZoomAspire.Core.Audit;
using ZoomAspire.Core.Operator;
using ZoomAspire.Core.Privacy;
using ZoomAspire.Core.Queue;
using ZoomAspire.Core.Recordings;
using ZoomAspire.Core.Telegram;
using ZoomAspire.Core.Zoom;

namespace ZoomAspire.Core.Data;

/// <summary>The database. Tables and columns are snake_case; enums are stored by name.</summary>
public sealed class ZoomAspireContext : DbContext
{
    /// <summary>Makes a context.</summary>
    /// <param name="options">Provider and connection.</param>
    public ZoomAspireContext(DbContextOptions<ZoomAspireContext> options)
        : base(options)
    {
        // A transaction in which something could not be saved is given up: nobody goes back to a point in it, at two round trips each.
        Database.AutoSavepointsEnabled = false;
    }

    /// <summary>Tenants.</summary>
    public DbSet<User> Users => Set<User>();

    /// <summary>Attempts to connect.</summary>
    public DbSet<OAuthFlow> OAuthFlows => Set<OAuthFlow>();

    /// <summary>Authorised accounts at providers.</summary>
    public DbSet<Connection> Connections => Set<Connection>();

    /// <summary>Token pairs that the provider has still to revoke.</summary>
    public DbSet<GrantRevocation> GrantRevocations => Set<GrantRevocation>();

    /// <summary>Tokens of organisations' apps.</summary>
    public DbSet<OrganizationToken> OrganizationTokens => Set<OrganizationToken>();

    /// <summary>Chats to deliver to.</summary>
    public DbSet<Destination> Destinations => Set<Destination>();

    /// <summary>What the topics of forums are called.</summary>
    public DbSet<ForumTopic> ForumTopics => Set<ForumTopic>();

    /// <summary>Which connection delivers where.</summary>
    public DbSet<Route> Routes => Set<Route>();

    /// <summary>Meeting instances.</summary>
    public DbSet<Meeting> Meetings => Set<Meeting>();

    /// <summary>Recording files.</summary>
    public DbSet<Recording> Recordings => Set<Recording>();

    /// <summary>Audio that was made of recordings so that it fits.</summary>
    public DbSet<RecordingPart> RecordingParts => Set<RecordingPart>();

    /// <summary>What was said in recordings.</summary>
    public DbSet<StoredTranscript> Transcripts => Set<StoredTranscript>();

    /// <summary>The pieces of transcripts.</summary>
    public DbSet<StoredCue> TranscriptCues => Set<StoredCue>();

    /// <summary>Notes of recordings.</summary>
    public DbSet<StoredNotes> Notes => Set<StoredNotes>();

    /// <summary>Links at which originals can be downloaded.</summary>
    public DbSet<MediaLink> MediaLinks => Set<MediaLink>();

    /// <summary>How far connections were compared with what Zoom has.</summary>
    public DbSet<RecordingSweep> RecordingSweeps => Set<RecordingSweep>();

    /// <summary>Whole months that owners asked for.</summary>
    public DbSet<Backfill> Backfills => Set<Backfill>();

    /// <summary>Recordings on their way to chats.</summary>
    public DbSet<Delivery> Deliveries => Set<Delivery>();

    /// <summary>Our messages in chats.</summary>
    public DbSet<ChatMessage> ChatMessages => Set<ChatMessage>();

    /// <summary>What was deleted at Zoom.</summary>
    public DbSet<RecordingTombstone> RecordingTombstones => Set<RecordingTombstone>();

    /// <summary>Work.</summary>
    public DbSet<Job> Jobs => Set<Job>();

    /// <summary>Webhook events that were accepted.</summary>
    public DbSet<WebhookEvent> WebhookEvents => Set<WebhookEvent>();

    /// <summary>What happened to connections and data.</summary>
    public DbSet<AuditEntry> AuditLog => Set<AuditEntry>();

    /// <summary>The keys of the audit log's pseudonyms.</summary>
    public DbSet<AuditKey> AuditKeys => Set<AuditKey>();

    /// <summary>What owners were told about their links.</summary>
    public DbSet<ConnectionNotice> ConnectionNotices => Set<ConnectionNotice>();

    /// <summary>When the operator was last alerted.</summary>
    public DbSet<OperatorAlert> OperatorAlerts => Set<OperatorAlert>();

    /// <summary>Wishes to be erased that are being carried out.</summary>
    public DbSet<Erasure> Erasures => Set<Erasure>();

    /// <summary>What the rules of alerts look at.</summary>
    public DbSet<OperatorSignal> OperatorSignals => Set<OperatorSignal>();

    /// <inheritdoc />
    protected override void ConfigureConventions(ModelConfigurationBuilder configurationBuilder)
    {
        configurationBuilder.Properties<ZoomUserId>().HaveConversion<ZoomUserIdConverter>();
        configurationBuilder.Properties<MeetingUuid>().HaveConversion<MeetingUuidConverter>();
        configurationBuilder.Properties<TelegramUserId>().HaveConversion<TelegramUserIdConverter>();
        configurationBuilder.Properties<TelegramChatId>().HaveConversion<TelegramChatIdConverter>();
        configurationBuilder.Properties<NotesSections>().HaveConversion<NotesSectionsConverter>();
    }

    /// <inheritdoc />
    protected override void OnModelCreating(ModelBuilder modelBuilder)
    {
        modelBuilder.ApplyConfigurationsFromAssembly(typeof(ZoomAspireContext).Assembly);
        SnakeCaseNames.Apply(modelBuilder);
    }
}
