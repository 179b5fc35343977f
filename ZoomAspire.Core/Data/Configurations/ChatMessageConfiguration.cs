using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using ZoomAspire.Core.Accounts;
using ZoomAspire.Core.Recordings;

namespace ZoomAspire.Core.Data.Configurations;

internal sealed class ChatMessageConfiguration : IEntityTypeConfiguration<ChatMessage>
{
    public void Configure(EntityTypeBuilder<ChatMessage> builder)
    {
        builder.ToTable("chat_messages");
        builder.HasIndex(message => new { message.DestinationId, message.Purpose, message.DeliveryId, message.Part }).IsUnique();
        builder.HasIndex(message => message.DeliveryId);
        builder.HasOne<Destination>().WithMany().HasForeignKey(message => message.DestinationId).OnDelete(DeleteBehavior.Cascade);
        builder.HasOne<Delivery>().WithMany().HasForeignKey(message => message.DeliveryId).OnDelete(DeleteBehavior.Cascade);
    }
}
