using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using ZoomAspire.Core.Accounts;

namespace ZoomAspire.Core.Data.Configurations;

internal sealed class ConnectionConfiguration : IEntityTypeConfiguration<Connection>
{
    public void Configure(EntityTypeBuilder<Connection> builder)
    {
        builder.ToTable("connections");
        builder.Property(connection => connection.Provider).HasMaxLength(32);
        builder.Property(connection => connection.ClientId).HasMaxLength(128);
        builder.Property(connection => connection.ExternalUserId).HasMaxLength(128);
        builder.Property(connection => connection.AccountId).HasMaxLength(128);
        builder.Property(connection => connection.Email).HasMaxLength(320);
        builder.Property(connection => connection.DisplayName).HasMaxLength(256);
        builder.Property(connection => connection.ApiUrl).HasMaxLength(256);
        builder.Property(connection => connection.LastRefreshError).HasMaxLength(64);
        builder.Property(connection => connection.GrantType).HasDefaultValue(GrantType.AuthorizationCode);
        builder.Property(connection => connection.Version).IsConcurrencyToken();
        builder.HasIndex(connection => new { connection.Provider, connection.ClientId, connection.ExternalUserId }).IsUnique();
        builder.HasIndex(connection => connection.UserId);
        // For webhooks, which name a host, or only an account.
        builder.HasIndex(connection => connection.ExternalUserId);
        builder.HasIndex(connection => connection.AccountId);
        builder.HasIndex(connection => connection.RefusedAt).HasFilter("refused_at IS NOT NULL");
        builder.HasOne<User>().WithMany().HasForeignKey(connection => connection.UserId).OnDelete(DeleteBehavior.Cascade);
    }
}
