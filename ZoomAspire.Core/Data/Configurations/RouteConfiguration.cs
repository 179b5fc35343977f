using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using ZoomAspire.Core.Accounts;

namespace ZoomAspire.Core.Data.Configurations;

internal sealed class RouteConfiguration : IEntityTypeConfiguration<Route>
{
    public void Configure(EntityTypeBuilder<Route> builder)
    {
        builder.ToTable("routes");
        builder.HasIndex(route => new { route.ConnectionId, route.DestinationId }).IsUnique();
        builder.HasIndex(route => route.DestinationId);
        builder.HasIndex(route => route.UserId);
        builder.HasOne<User>().WithMany().HasForeignKey(route => route.UserId).OnDelete(DeleteBehavior.Cascade);
        builder.HasOne<Connection>().WithMany().HasForeignKey(route => route.ConnectionId).OnDelete(DeleteBehavior.Cascade);
        builder.HasOne<Destination>().WithMany().HasForeignKey(route => route.DestinationId).OnDelete(DeleteBehavior.Cascade);
    }
}
