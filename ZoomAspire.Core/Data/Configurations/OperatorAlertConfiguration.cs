using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using ZoomAspire.Core.Operator;

namespace ZoomAspire.Core.Data.Configurations;

internal sealed class OperatorAlertConfiguration : IEntityTypeConfiguration<OperatorAlert>
{
    public void Configure(EntityTypeBuilder<OperatorAlert> builder)
    {
        builder.ToTable("operator_alerts");
        builder.HasKey(alert => alert.Name);
        builder.Property(alert => alert.Name).HasMaxLength(64);
        builder.Property(alert => alert.Observed).HasMaxLength(OperatorAlerts.MaxObserved);
    }
}
