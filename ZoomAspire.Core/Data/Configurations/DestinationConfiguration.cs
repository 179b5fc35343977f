using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using ZoomAspire.Core.Accounts;

namespace ZoomAspire.Core.Data.Configurations;

internal sealed class DestinationConfiguration : IEntityTypeConfiguration<Destination>
{
    public void Configure(EntityTypeBuilder<Destination> builder)
    {
        builder.ToTable("destinations");
        builder.Property(destination => destination.Title).HasMaxLength(256);
        builder.HasIndex(destination => new { destination.UserId, destination.ChatId, destination.MessageThreadId })
            .IsUnique()
            .AreNullsDistinct(false);
        builder.HasOne<User>().WithMany().HasForeignKey(destination => destination.UserId).OnDelete(DeleteBehavior.Cascade);
    }
}
