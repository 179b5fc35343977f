using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using ZoomAspire.Core.Accounts;

namespace ZoomAspire.Core.Data.Configurations;

internal sealed class UserConfiguration : IEntityTypeConfiguration<User>
{
    public void Configure(EntityTypeBuilder<User> builder)
    {
        builder.ToTable("users");
        builder.Property(user => user.Locale).HasMaxLength(35);
        builder.Property(user => user.Language).HasMaxLength(8);
        builder.Property(user => user.TimeZone).HasMaxLength(64);
        builder.Property(user => user.NotesLength).HasDefaultValue(NotesLength.Normal).HasSentinel(NotesLength.Normal);
        builder.Property(user => user.AllowsNotesModel).HasDefaultValue(false);
        builder.Property(user => user.NotesSections).HasDefaultValue(default(NotesSections));
        builder.Property(user => user.ProtectsContent).HasDefaultValue(false);
        builder.Property(user => user.AttachesTranscript).HasDefaultValue(false);
        builder.Property(user => user.ShowsProgress).HasDefaultValue(true).HasSentinel(true);
        builder.Property(user => user.AsksBeforeSending).HasDefaultValue(false);
        builder.Property(user => user.WantedWords).HasMaxLength(TopicWords.MaxLength);
        builder.Property(user => user.PrefersSmallAudio).HasDefaultValue(false);
        builder.HasIndex(user => user.TelegramUserId).IsUnique();
    }
}
