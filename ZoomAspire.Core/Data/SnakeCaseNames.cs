using System.Text.Json;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata;

namespace ZoomAspire.Core.Data;

/// <summary>Gives columns, keys and indexes their snake_case names, and enums their snake_case values.</summary>
internal static class SnakeCaseNames
{
    public static string Of(string name) => JsonNamingPolicy.SnakeCaseLower.ConvertName(name);

    /// <summary>The value of a name.</summary>
    /// <exception cref="NewerValueException">Only a newer version knows it.</exception>
    public static TEnum Parse<TEnum>(string name)
        where TEnum : struct, Enum => TryParse<TEnum>(name) ?? throw new NewerValueException(typeof(TEnum));

    /// <summary>The value of a name; null for one that only a newer version knows.</summary>
    public static TEnum? TryParse<TEnum>(string name)
        where TEnum : struct, Enum =>
        Enum.TryParse<TEnum>(name.Replace("_", "", StringComparison.Ordinal), true, out var value) && Enum.IsDefined(value) ? value : null;

    public static void Apply(ModelBuilder modelBuilder)
    {
        foreach (var entity in modelBuilder.Model.GetEntityTypes())
        {
            var table = entity.GetTableName()!;
            foreach (var property in entity.GetProperties())
            {
                ApplyTo(property);
            }

            foreach (var key in entity.GetKeys())
            {
                key.SetName($"pk_{table}");
            }

            foreach (var foreignKey in entity.GetForeignKeys())
            {
                foreignKey.SetConstraintName(Name("fk", table, foreignKey.Properties));
            }

            foreach (var index in entity.GetIndexes())
            {
                index.SetDatabaseName(Name("ix", table, index.Properties));
            }
        }
    }

    private static void ApplyTo(IMutableProperty property)
    {
        if (property.GetColumnName() == property.Name)
        {
            property.SetColumnName(Of(property.Name));
        }

        var type = Nullable.GetUnderlyingType(property.ClrType) ?? property.ClrType;
        if (type.IsEnum)
        {
            property.SetValueConverter(typeof(SnakeCaseEnumConverter<>).MakeGenericType(type));
            property.SetMaxLength(32);
        }
    }

    private static string Name(string prefix, string table, IEnumerable<IMutableProperty> properties) =>
        $"{prefix}_{table}_{string.Join('_', properties.Select(property => property.GetColumnName()))}";
}
