using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using ZoomAspire.Core.Accounts;
using ZoomAspire.Core.Recordings;

namespace ZoomAspire.Core.Data.Configurations;

internal sealed class BackfillConfiguration : IEntityTypeConfiguration<Backfill>
{
    public void Configure(EntityTypeBuilder<Backfill> builder)
    {
        builder.ToTable("backfills");
        // Of two presses one begins.
        builder.HasIndex(backfill => backfill.UserId).IsUnique().HasFilter("state = 'running'");
        builder.HasIndex(backfill => backfill.ConnectionId);
        builder.HasOne<User>().WithMany().HasForeignKey(backfill => backfill.UserId).OnDelete(DeleteBehavior.Cascade);
        builder.HasOne<Connection>().WithMany().HasForeignKey(backfill => backfill.ConnectionId).OnDelete(DeleteBehavior.Cascade);
    }
}
