using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using ZoomAspire.Core.Accounts;

namespace ZoomAspire.Core.Data.Configurations;

internal sealed class OAuthFlowConfiguration : IEntityTypeConfiguration<OAuthFlow>
{
    public void Configure(EntityTypeBuilder<OAuthFlow> builder)
    {
        builder.ToTable("oauth_flows");
        builder.Property(flow => flow.Id).ValueGeneratedNever();
        builder.Property(flow => flow.Provider).HasMaxLength(32);
        builder.Property(flow => flow.Locale).HasMaxLength(35);
        builder.Property(flow => flow.TimeZone).HasMaxLength(64);
        builder.Property(flow => flow.AccountId).HasMaxLength(128);
        builder.Property(flow => flow.Email).HasMaxLength(320);
        builder.Property(flow => flow.DisplayName).HasMaxLength(256);
        builder.HasIndex(flow => flow.NonceHash).IsUnique();
        builder.HasIndex(flow => flow.ExpiresAt);
        builder.HasOne<Connection>().WithMany().HasForeignKey(flow => flow.ConnectionId).OnDelete(DeleteBehavior.SetNull);
    }
}
