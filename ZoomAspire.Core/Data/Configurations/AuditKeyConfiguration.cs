using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using ZoomAspire.Core.Accounts;
using ZoomAspire.Core.Audit;

namespace ZoomAspire.Core.Data.Configurations;

internal sealed class AuditKeyConfiguration : IEntityTypeConfiguration<AuditKey>
{
    public void Configure(EntityTypeBuilder<AuditKey> builder)
    {
        builder.ToTable("audit_keys");
        builder.HasKey(key => key.UserId);
        builder.Property(key => key.UserId).ValueGeneratedNever();
        builder.Property(key => key.Person).HasMaxLength(64);
        builder.HasIndex(key => key.Person).IsUnique();
        builder.HasOne<User>().WithOne().HasForeignKey<AuditKey>(key => key.UserId).OnDelete(DeleteBehavior.Cascade);
    }
}
