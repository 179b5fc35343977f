using System.Diagnostics.Metrics;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using ZoomAspire.Core.Notes;
using static ZoomAspire.Tests.Notes.NotesModelScene;

namespace ZoomAspire.Tests.Notes;

/// <summary>When there is a language model, and what operators see of it.</summary>
public sealed class NotesModelSettingsTests
{
    [Theory]
    [InlineData("https://api.openai.com/v1", "gpt", "sk-1")]
    [InlineData("https://resource.openai.azure.com/openai/v1/", "deployment", "0123")]
    [InlineData("http://ollama:11434/v1", "llama3.1", "")]
    public async Task A_model_is_there_with_an_endpoint_and_a_name(string endpoint, string model, string key)
    {
        await using var services = Services(endpoint, model, key);
        services.GetRequiredService<IStartupValidator>().Validate();

        Assert.True(services.GetRequiredService<NotesModel>().IsConfigured);
    }

    [Fact]
    public async Task Without_settings_there_is_none_and_nothing_is_sent()
    {
        await using var services = Services("", "", "");
        services.GetRequiredService<IStartupValidator>().Validate();
        var notes = services.GetRequiredService<NotesModel>();

        Assert.False(notes.IsConfigured);
        Assert.Null(await notes.SummariseAsync(Meeting(("Anna", "We decided to keep the supplier.")), null, CancellationToken.None));
    }

    [Theory]
    [InlineData("NOTES_LLM_MODEL", "https://9f2c.example/v1", "", "")]
    [InlineData("NOTES_LLM_ENDPOINT", "", "model-9f2c", "")]
    [InlineData("NOTES_LLM_KEY", "", "", "key-9f2c")]
    [InlineData("NOTES_LLM_KEY", "https://9f2c.example/v1", "model", "key 9f2c")]
    [InlineData("NOTES_LLM_KEY", "https://9f2c.example/v1", "model", "ключ-9f2c")]
    [InlineData("NOTES_LLM_ENDPOINT", "9f2c.example/v1", "model", "")]
    [InlineData("NOTES_LLM_ENDPOINT", "ftp://9f2c.example/v1", "model", "")]
    [InlineData("NOTES_LLM_ENDPOINT", "https://user:9f2c@example.com/v1", "model", "")]
    [InlineData("NOTES_LLM_ENDPOINT", "https://9f2c.example/v1?api-version=1", "model", "")]
    [InlineData("NOTES_LLM_ENDPOINT", "https://9f2c.example/v1/chat/completions", "model", "")]
    public async Task A_missing_or_malformed_setting_is_named_and_its_value_is_not(string name, string endpoint, string model, string key)
    {
        await using var services = Services(endpoint, model, key);

        var refusal = Assert.Throws<OptionsValidationException>(services.GetRequiredService<IStartupValidator>().Validate);

        Assert.StartsWith(name, Assert.Single(refusal.Failures), StringComparison.Ordinal);
        Assert.DoesNotContain("9f2c", refusal.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Operators_see_how_it_went_what_was_dropped_and_what_was_used()
    {
        await using var scene = await StartAsync();
        var counts = new Dictionary<string, long>();
        using var listener = new MeterListener
        {
            InstrumentPublished = (instrument, self) =>
            {
                if (instrument.Name.StartsWith("zoomaspire.notes.model", StringComparison.Ordinal))
                {
                    self.EnableMeasurementEvents(instrument);
                }
            },
        };
        listener.SetMeasurementEventCallback<long>((instrument, count, tags, _) =>
        {
            if (instrument.Meter.Scope == scene.Meters)
            {
                var name = string.Join(' ', tags.ToArray().Select(tag => tag.Value).Prepend(instrument.Name));
                counts[name] = counts.GetValueOrDefault(name) + count;
            }
        });
        listener.Start();
        scene.Say = _ => Answer(points:
        [
            Item(1, "decided to keep the old supplier", "Keep the supplier."),
            Item(1, "nobody ever said such a thing", "Keep the supplier."),
        ]);

        await scene.SummariseAsync(Meeting(("Anna", "We decided to keep the old supplier.")));

        Assert.Equal(
            new Dictionary<string, long>
            {
                ["zoomaspire.notes.model made"] = 1,
                ["zoomaspire.notes.model.items kept"] = 1,
                ["zoomaspire.notes.model.items unquoted"] = 1,
                ["zoomaspire.notes.model.requests"] = 1,
                ["zoomaspire.notes.model.tokens input"] = 1_000,
                ["zoomaspire.notes.model.tokens output"] = 100,
            },
            counts);
    }

    private static ServiceProvider Services(string endpoint, string model, string key) => new ServiceCollection()
        .AddSingleton<IConfiguration>(new ConfigurationBuilder().AddInMemoryCollection(new Dictionary<string, string?>
        {
            ["NOTES_LLM_ENDPOINT"] = endpoint,
            ["NOTES_LLM_MODEL"] = model,
            ["NOTES_LLM_KEY"] = key,
        }).Build())
        .AddLogging()
        .AddNotesModel()
        .BuildServiceProvider();
}
