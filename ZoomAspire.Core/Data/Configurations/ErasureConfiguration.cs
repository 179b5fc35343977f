using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using ZoomAspire.Core.Privacy;

namespace ZoomAspire.Core.Data.Configurations;

internal sealed class ErasureConfiguration : IEntityTypeConfiguration<Erasure>
{
    public void Configure(EntityTypeBuilder<Erasure> builder)
    {
        builder.ToTable("erasures");
        builder.Property(erasure => erasure.Id).ValueGeneratedNever();
        builder.Property(erasure => erasure.Language).HasMaxLength(35);
        builder.HasIndex(erasure => erasure.UserId).IsUnique();
    }
}
