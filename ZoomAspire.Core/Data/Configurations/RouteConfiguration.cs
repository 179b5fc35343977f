using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using ZoomAspire.Core.Accounts;

namespace ZoomAspire.Core.Data.Configurations;

internal sealed class RouteConfiguration : IEntityTypeConfiguration<Route>
{
    public void Configure(EntityTypeBuilder<Route> builder)
    {
        builder.ToTable("routes");
        // With defaults: an older version that runs beside this one does not know the columns.
        builder.Property(route => route.Match).HasDefaultValue(RouteMatch.Everything);
        builder.Property(route => route.SeriesTopic).HasMaxLength(Route.MaxTopicLength);
        builder.Property(route => route.Words).HasMaxLength(TopicWords.MaxLength);
        builder.Property(route => route.IsAlsoPrivate).HasDefaultValue(false);
        builder.Property(route => route.State).HasDefaultValue(RouteState.Active);
        builder.Property(route => route.Language).HasMaxLength(8);
        builder.HasIndex(route => new { route.ConnectionId, route.DestinationId, route.Match, route.Series, route.Words })
            .IsUnique()
            .AreNullsDistinct(false);
        builder.HasIndex(route => route.DestinationId);
        builder.HasIndex(route => route.UserId);
        builder.HasOne<User>().WithMany().HasForeignKey(route => route.UserId).OnDelete(DeleteBehavior.Cascade);
        builder.HasOne<Connection>().WithMany().HasForeignKey(route => route.ConnectionId).OnDelete(DeleteBehavior.Cascade);
        builder.HasOne<Destination>().WithMany().HasForeignKey(route => route.DestinationId).OnDelete(DeleteBehavior.Cascade);
    }
}
