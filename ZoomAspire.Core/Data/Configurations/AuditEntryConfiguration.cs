using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using ZoomAspire.Core.Audit;

namespace ZoomAspire.Core.Data.Configurations;

internal sealed class AuditEntryConfiguration : IEntityTypeConfiguration<AuditEntry>
{
    public void Configure(EntityTypeBuilder<AuditEntry> builder)
    {
        builder.ToTable("audit_log");
        builder.Property(entry => entry.Action).HasMaxLength(64);
        builder.Property(entry => entry.Actor).HasMaxLength(16);
        builder.Property(entry => entry.Detail).HasMaxLength(500);
        builder.HasIndex(entry => entry.At);
        builder.HasIndex(entry => entry.UserId);
    }
}
