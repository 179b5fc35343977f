using System.Diagnostics.Metrics;
using Microsoft.Extensions.DependencyInjection;
using ZoomAspire.Core.Accounts;
using ZoomAspire.Core.Zoom;
using ZoomAspire.Tests.Architecture;

namespace ZoomAspire.Tests.Operator;

/// <summary>Every instrument of the product, as it registers it.</summary>
internal static class ProductInstruments
{
    private static readonly string[] Assemblies = ["ZoomAspire.Core", "ZoomAspire.Api", "ZoomAspire.Bot", "ZoomAspire.Worker", "ZoomAspire.ServiceDefaults"];

    /// <summary>Makes every class that registers some.</summary>
    public static IReadOnlyDictionary<string, Instrument> All()
    {
        using var provider = new ServiceCollection()
            .AddMetrics()
            .AddSingleton(new Sealer(Microsoft.Extensions.Options.Options.Create(new TokenEncryptionOptions { Keys = "k1:" + Convert.ToBase64String(new byte[32]) })))
            .AddSingleton(services => new WebhookEventHandlers([]))
            .BuildServiceProvider();
        var meters = provider.GetRequiredService<IMeterFactory>();
        var found = new Dictionary<string, Instrument>(StringComparer.Ordinal);
        using var listener = new MeterListener
        {
            InstrumentPublished = (instrument, _) =>
            {
                if (ReferenceEquals(instrument.Meter.Scope, meters))
                {
                    found.Add(instrument.Name, instrument);
                }
            },
        };
        listener.Start();
        foreach (var type in Registrars())
        {
            ActivatorUtilities.CreateInstance(provider, type);
        }

        return found;
    }

    /// <summary>What stands in the programs as the name of an instrument.</summary>
    public static IReadOnlySet<string> NamesInCode()
    {
        var names = new HashSet<string>(StringComparer.Ordinal);
        foreach (var assembly in Assemblies)
        {
            using var reader = new AssemblyReader(assembly);
            names.UnionWith(reader.Texts().Where(text =>
                text.StartsWith("zoomaspire.", StringComparison.Ordinal) && text.All(character => char.IsAsciiLetterLower(character) || character is '.' or '_')));
        }

        return names;
    }

    private static IEnumerable<Type> Registrars() => Assemblies
        .SelectMany(name => System.Reflection.Assembly.Load(name).GetTypes())
        .Where(type => type is { IsClass: true, IsAbstract: false } && type.GetConstructors().Any(constructor =>
            constructor.GetParameters().Any(parameter => parameter.ParameterType == typeof(IMeterFactory))))
        .Where(type => type.Name != "SignalRecorder");
}
