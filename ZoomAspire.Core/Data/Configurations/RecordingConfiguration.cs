using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using ZoomAspire.Core.Recordings;

namespace ZoomAspire.Core.Data.Configurations;

internal sealed class RecordingConfiguration : IEntityTypeConfiguration<Recording>
{
    public void Configure(EntityTypeBuilder<Recording> builder)
    {
        builder.ToTable("recordings");
        builder.Property(recording => recording.FileId).HasMaxLength(160);
        builder.Property(recording => recording.FileType).HasMaxLength(Recording.MaxFileTypeLength);
        builder.Property(recording => recording.RecordingType).HasMaxLength(Recording.MaxRecordingTypeLength);
        builder.Property(recording => recording.Speaker).HasMaxLength(Recording.MaxSpeakerLength);
        builder.Property(recording => recording.MediaKey).HasMaxLength(256);
        // With defaults: an older version that runs beside this one does not know the columns.
        builder.Property(recording => recording.MissingTimes).HasDefaultValue(0);
        builder.Property(recording => recording.DamagedTimes).HasDefaultValue(0);
        builder.Property(recording => recording.UnfitTimes).HasDefaultValue(0);
        builder.Property(recording => recording.BrokenUploads).HasDefaultValue(0);
        builder.Property(recording => recording.ConversionFailures).HasDefaultValue(0);
        builder.Property(recording => recording.IsUnfit).HasDefaultValue(false);
        builder.HasIndex(recording => new { recording.MeetingId, recording.FileId }).IsUnique();
        builder.HasIndex(recording => recording.StagedAt).HasFilter("media_key is not null");
        builder.HasOne<Meeting>().WithMany().HasForeignKey(recording => recording.MeetingId).OnDelete(DeleteBehavior.Cascade);
    }
}
