using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using ZoomAspire.Core.Accounts;

namespace ZoomAspire.Core.Data.Configurations;

internal sealed class OrganizationTokenConfiguration : IEntityTypeConfiguration<OrganizationToken>
{
    public void Configure(EntityTypeBuilder<OrganizationToken> builder)
    {
        builder.ToTable("organization_tokens");
        builder.Property(token => token.Provider).HasMaxLength(32);
        builder.Property(token => token.AccountId).HasMaxLength(128);
        builder.Property(token => token.ClientId).HasMaxLength(128);
        builder.Property(token => token.ApiUrl).HasMaxLength(256);
        builder.Property(token => token.LastRefreshError).HasMaxLength(64);
        builder.HasIndex(token => new { token.Provider, token.AccountId }).IsUnique();
    }
}
