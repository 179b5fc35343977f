using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using ZoomAspire.Core.Accounts;
using ZoomAspire.Core.Recordings;

namespace ZoomAspire.Core.Data.Configurations;

internal sealed class MeetingConfiguration : IEntityTypeConfiguration<Meeting>
{
    public void Configure(EntityTypeBuilder<Meeting> builder)
    {
        builder.ToTable("meetings");
        builder.Property(meeting => meeting.Provider).HasMaxLength(32);
        builder.Property(meeting => meeting.MeetingUuid).HasColumnName("zoom_meeting_uuid").HasMaxLength(128);
        builder.Property(meeting => meeting.OwnerZoomUserId).HasMaxLength(128);
        builder.Property(meeting => meeting.Topic).HasMaxLength(Meeting.MaxTopicLength);
        builder.Property(meeting => meeting.TimeZone).HasMaxLength(Meeting.MaxTimeZoneLength);
        builder.Property(meeting => meeting.SpeakerFiles).HasDefaultValue(0);
        builder.Property(meeting => meeting.IsQuiet).HasDefaultValue(false);
        builder.Property(meeting => meeting.IsContradicted).HasDefaultValue(false);
        builder.HasIndex(meeting => new { meeting.Provider, meeting.MeetingUuid }).IsUnique();
        builder.HasIndex(meeting => meeting.ConnectionId);
        builder.HasIndex(meeting => meeting.UserId);
        builder.HasIndex(meeting => meeting.BackfillId).HasFilter("backfill_id IS NOT NULL");
        builder.HasOne<Backfill>().WithMany().HasForeignKey(meeting => meeting.BackfillId).OnDelete(DeleteBehavior.SetNull);
        builder.HasOne<User>().WithMany().HasForeignKey(meeting => meeting.UserId).OnDelete(DeleteBehavior.Cascade);
        builder.HasOne<Connection>().WithMany().HasForeignKey(meeting => meeting.ConnectionId).OnDelete(DeleteBehavior.Cascade);
    }
}
