using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using ZoomAspire.Core.Accounts;
using ZoomAspire.Core.Recordings;

namespace ZoomAspire.Core.Data.Configurations;

internal sealed class RecordingSweepConfiguration : IEntityTypeConfiguration<RecordingSweep>
{
    public void Configure(EntityTypeBuilder<RecordingSweep> builder)
    {
        builder.ToTable("recording_sweeps");
        builder.HasKey(sweep => sweep.ConnectionId);
        builder.Property(sweep => sweep.ConnectionId).ValueGeneratedNever();
        builder.HasIndex(sweep => sweep.DueAt);
        builder.HasOne<Connection>().WithOne().HasForeignKey<RecordingSweep>(sweep => sweep.ConnectionId).OnDelete(DeleteBehavior.Cascade);
    }
}
