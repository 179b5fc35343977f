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
        builder.Property(entry => entry.Person).HasMaxLength(64);
        builder.Property(entry => entry.Connection).HasMaxLength(64);
        builder.Property(entry => entry.Source).HasMaxLength(64);
        builder.Property(entry => entry.Detail).HasMaxLength(500);
        // An older version that runs beside this one does not know the column.
        builder.Property(entry => entry.KeepUntil).HasDefaultValueSql("now() + interval '365 days'");
        builder.HasIndex(entry => entry.KeepUntil);
        builder.HasIndex(entry => entry.Person);
    }
}
