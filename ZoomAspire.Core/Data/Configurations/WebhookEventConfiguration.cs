using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using ZoomAspire.Core.Zoom;

namespace ZoomAspire.Core.Data.Configurations;

internal sealed class WebhookEventConfiguration : IEntityTypeConfiguration<WebhookEvent>
{
    public void Configure(EntityTypeBuilder<WebhookEvent> builder)
    {
        builder.ToTable("webhook_events");
        builder.Property(webhookEvent => webhookEvent.DedupeKey).HasMaxLength(600);
        builder.Property(webhookEvent => webhookEvent.EventName).HasMaxLength(128);
        builder.Property(webhookEvent => webhookEvent.MeetingUuid).HasMaxLength(128);
        builder.HasIndex(webhookEvent => webhookEvent.DedupeKey).IsUnique();
        builder.HasIndex(webhookEvent => webhookEvent.ReceivedAt);
    }
}
