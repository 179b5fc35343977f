using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using ZoomAspire.Core.Recordings;
using ZoomAspire.Core.Zoom;

namespace ZoomAspire.Core.Data.Configurations;

internal sealed class StoredTranscriptConfiguration : IEntityTypeConfiguration<StoredTranscript>
{
    public void Configure(EntityTypeBuilder<StoredTranscript> builder)
    {
        builder.ToTable("transcripts");
        builder.Property(transcript => transcript.FileId).HasMaxLength(RecordingFileKey.MaxLength);
        builder.HasIndex(transcript => transcript.RecordingId).IsUnique();
        builder.HasIndex(transcript => transcript.CreatedAt);
        builder.HasOne<Recording>().WithMany().HasForeignKey(transcript => transcript.RecordingId).OnDelete(DeleteBehavior.Cascade);
    }
}
