using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using ZoomAspire.Core.Operator;

namespace ZoomAspire.Core.Data.Configurations;

internal sealed class OperatorSignalConfiguration : IEntityTypeConfiguration<OperatorSignal>
{
    public void Configure(EntityTypeBuilder<OperatorSignal> builder)
    {
        builder.ToTable("operator_signals");
        builder.HasKey(signal => new { signal.Name, signal.Minute });
        builder.Property(signal => signal.Name).HasMaxLength(64);
    }
}
