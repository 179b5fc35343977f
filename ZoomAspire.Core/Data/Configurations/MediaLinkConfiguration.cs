using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using ZoomAspire.Core.Recordings;

namespace ZoomAspire.Core.Data.Configurations;

internal sealed class MediaLinkConfiguration : IEntityTypeConfiguration<MediaLink>
{
    public void Configure(EntityTypeBuilder<MediaLink> builder)
    {
        builder.ToTable("media_links");
        builder.HasIndex(link => link.TokenHash).IsUnique();
        builder.HasIndex(link => link.DeliveryId);
        builder.HasIndex(link => link.ExpiresAt);
        builder.HasOne<Delivery>().WithMany().HasForeignKey(link => link.DeliveryId).OnDelete(DeleteBehavior.Cascade);
    }
}
