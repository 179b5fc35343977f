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
        builder.HasIndex(user => user.TelegramUserId).IsUnique();
    }
}
