using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using ZoomAspire.Core.Accounts;
using ZoomAspire.Core.Recordings;

namespace ZoomAspire.Core.Data.Configurations;

internal sealed class DeliveryConfiguration : IEntityTypeConfiguration<Delivery>
{
    public void Configure(EntityTypeBuilder<Delivery> builder)
    {
        builder.ToTable("deliveries");
        builder.Property(delivery => delivery.TelegramFileId).HasMaxLength(256);
        builder.HasIndex(delivery => new { delivery.RecordingId, delivery.DestinationId }).IsUnique();
        builder.HasIndex(delivery => delivery.DestinationId);
        builder.HasOne<Recording>().WithMany().HasForeignKey(delivery => delivery.RecordingId).OnDelete(DeleteBehavior.Cascade);
        builder.HasOne<Destination>().WithMany().HasForeignKey(delivery => delivery.DestinationId).OnDelete(DeleteBehavior.Cascade);
    }
}
