using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using ZoomAspire.Core.Accounts;

namespace ZoomAspire.Core.Data.Configurations;

internal sealed class ForumTopicConfiguration : IEntityTypeConfiguration<ForumTopic>
{
    public void Configure(EntityTypeBuilder<ForumTopic> builder)
    {
        builder.ToTable("forum_topics");
        builder.HasKey(topic => new { topic.ChatId, topic.MessageThreadId });
        builder.Property(topic => topic.Name).HasMaxLength(ForumTopic.MaxNameLength);
    }
}
