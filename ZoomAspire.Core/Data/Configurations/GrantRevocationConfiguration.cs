using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using ZoomAspire.Core.Accounts;

namespace ZoomAspire.Core.Data.Configurations;

internal sealed class GrantRevocationConfiguration : IEntityTypeConfiguration<GrantRevocation>
{
    public void Configure(EntityTypeBuilder<GrantRevocation> builder)
    {
        builder.ToTable("grant_revocations");
        builder.Property(revocation => revocation.Id).ValueGeneratedNever();
        builder.Property(revocation => revocation.Provider).HasMaxLength(32);
        builder.Property(revocation => revocation.ClientId).HasMaxLength(128);
        builder.Property(revocation => revocation.ApiUrl).HasMaxLength(256);
        builder.HasIndex(revocation => revocation.NextAttemptAt);
    }
}
