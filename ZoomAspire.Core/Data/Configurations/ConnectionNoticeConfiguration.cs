using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using ZoomAspire.Core.Accounts;
using ZoomAspire.Core.Recordings;

namespace ZoomAspire.Core.Data.Configurations;

internal sealed class ConnectionNoticeConfiguration : IEntityTypeConfiguration<ConnectionNotice>
{
    public void Configure(EntityTypeBuilder<ConnectionNotice> builder)
    {
        builder.ToTable("connection_notices");
        builder.HasIndex(notice => new { notice.ConnectionId, notice.Kind, notice.About }).IsUnique();
        builder.HasOne<Connection>().WithMany().HasForeignKey(notice => notice.ConnectionId).OnDelete(DeleteBehavior.Cascade);
    }
}
