using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using ZoomAspire.Core.Recordings;

namespace ZoomAspire.Core.Data.Configurations;

internal sealed class RecordingPartConfiguration : IEntityTypeConfiguration<RecordingPart>
{
    public void Configure(EntityTypeBuilder<RecordingPart> builder)
    {
        builder.ToTable("recording_parts");
        builder.Property(part => part.MediaKey).HasMaxLength(256);
        builder.Property(part => part.TelegramFileId).HasMaxLength(256);
        builder.HasIndex(part => new { part.RecordingId, part.Part }).IsUnique();
        builder.HasIndex(part => part.MediaKey);
        builder.HasOne<Recording>().WithMany().HasForeignKey(part => part.RecordingId).OnDelete(DeleteBehavior.Cascade);
    }
}
