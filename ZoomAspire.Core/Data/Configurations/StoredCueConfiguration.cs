using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using NpgsqlTypes;
using ZoomAspire.Core.Recordings;

namespace ZoomAspire.Core.Data.Configurations;

internal sealed class StoredCueConfiguration : IEntityTypeConfiguration<StoredCue>
{
    // What is searched: the words of a cue and of the next one, since sentences do not end where cues do.
    private const string Search = "Search";

    public void Configure(EntityTypeBuilder<StoredCue> builder)
    {
        builder.ToTable("transcript_cues");
        builder.HasKey(cue => new { cue.TranscriptId, cue.Number });
        builder.Property(cue => cue.IsChat).HasDefaultValue(false);
        builder.Property<NpgsqlTsVector>(Search).IsRequired();
        builder.HasIndex(Search).HasMethod("gin");
        builder.HasOne<StoredTranscript>().WithMany().HasForeignKey(cue => cue.TranscriptId).OnDelete(DeleteBehavior.Cascade);
    }
}
