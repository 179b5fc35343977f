using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using ZoomAspire.Core.Recordings;

namespace ZoomAspire.Core.Data.Configurations;

internal sealed class RecordingTombstoneConfiguration : IEntityTypeConfiguration<RecordingTombstone>
{
    public void Configure(EntityTypeBuilder<RecordingTombstone> builder)
    {
        builder.ToTable("recording_tombstones");
        builder.Property(tombstone => tombstone.Provider).HasMaxLength(32);
        builder.Property(tombstone => tombstone.AccountId).HasMaxLength(128);
        builder.Property(tombstone => tombstone.MeetingUuid).HasColumnName("zoom_meeting_uuid").HasMaxLength(128);
        builder.Property(tombstone => tombstone.FileId).HasMaxLength(160);
        builder.Property(tombstone => tombstone.IsTranscript).HasDefaultValue(false);
        builder.Property(tombstone => tombstone.IsClaim).HasDefaultValue(false);
        builder.HasIndex(tombstone => new { tombstone.Provider, tombstone.MeetingUuid, tombstone.FileId }).IsUnique();
    }
}
