using System.Reflection;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace ZoomAspire.Core.Configuration;

/// <summary>Registers <see cref="ISettings"/>.</summary>
public static class SettingsExtensions
{
    /// <summary>
    /// Binds <typeparamref name="TSettings"/> from configuration and checks it when the service starts: a missing or malformed
    /// value ends the start with an <see cref="OptionsValidationException"/> whose messages name the variables.
    /// </summary>
    /// <typeparam name="TSettings">The settings.</typeparam>
    /// <param name="services">Where they are registered.</param>
    public static IServiceCollection AddSettings<TSettings>(this IServiceCollection services)
        where TSettings : class, ISettings
    {
        services.AddOptions<TSettings>().Configure<IConfiguration>(Bind).ValidateOnStart();
        services.AddSingleton<IValidateOptions<TSettings>, SettingsValidator<TSettings>>();
        return services;
    }

    // Name by name: the binder's own message about a malformed value quotes the value, which may be a secret.
    private static void Bind<TSettings>(TSettings settings, IConfiguration configuration)
    {
        foreach (var property in typeof(TSettings).GetProperties())
        {
            if (property.GetCustomAttribute<ConfigurationKeyNameAttribute>() is { Name: var name } &&
                configuration[name] is { Length: > 0 })
            {
                property.SetValue(settings, Read<TSettings>(configuration, name, property.PropertyType));
            }
        }
    }

    private static object? Read<TSettings>(IConfiguration configuration, string name, Type type)
    {
        try
        {
            return configuration.GetValue(type, name);
        }
        catch (InvalidOperationException)
        {
            throw new OptionsValidationException(
                Options.DefaultName, typeof(TSettings), [$"{name} is malformed: it must be a {(Nullable.GetUnderlyingType(type) ?? type).Name}."]);
        }
    }

    private sealed class SettingsValidator<TSettings> : IValidateOptions<TSettings>
        where TSettings : class, ISettings
    {
        public ValidateOptionsResult Validate(string? name, TSettings options)
        {
            var problems = options.Problems().ToList();
            return problems.Count == 0 ? ValidateOptionsResult.Success : ValidateOptionsResult.Fail(problems);
        }
    }
}
