using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using ZoomAspire.Core.Recordings;

namespace ZoomAspire.Core.Data.Configurations;

internal sealed class StoredNotesConfiguration : IEntityTypeConfiguration<StoredNotes>
{
    public void Configure(EntityTypeBuilder<StoredNotes> builder)
    {
        builder.ToTable("notes");
        builder.Property(notes => notes.Content).HasColumnType("jsonb");
        builder.HasIndex(notes => new { notes.RecordingId, notes.Source }).IsUnique();
        builder.HasIndex(notes => notes.UpdatedAt);
        builder.HasOne<Recording>().WithMany().HasForeignKey(notes => notes.RecordingId).OnDelete(DeleteBehavior.Cascade);
    }
}
