using Microsoft.EntityFrameworkCore;
using ZoomAspire.Core.Languages;
using ZoomAspire.Core.Recordings;
using ZoomAspire.Tests.Queue;
using ZoomAspire.Tests.Recordings;
using ZoomAspire.Tests.Infrastructure;

namespace ZoomAspire.Tests.Languages;

/// <summary>What a job says is in the language of its tenant.</summary>
public sealed class DeliveryLanguageTests
{
    [Theory]
    [MemberData(nameof(Speaking.Others), MemberType = typeof(Speaking))]
    public async Task A_recording_and_the_frame_of_its_notes_are_in_the_language_of_its_owner(string language)
    {
        await using var scene = await NotesScene.CreateAsync();
        await scene.Pipeline.ReadAsync(context => context.Users.ExecuteUpdateAsync(set => set
            .SetProperty(user => user.Locale, "en").SetProperty(user => user.Language, language)));

        await scene.DeliverAsync();

        var recording = await scene.Pipeline.RecordingAsync();
        var (meeting, zone) = await scene.Pipeline.ReadAsync(async context => (
            await context.Meetings.AsNoTracking().SingleAsync(), await context.Users.Select(user => user.TimeZone).SingleAsync()));
        var start = recording.RecordingStart ?? meeting.StartTime!.Value;
        var when = Speaking.In(language, () => LocalDates.ShortMoment(start, ZoneOf(meeting.TimeZone, zone)));
        Assert.Contains(when, Plain(scene.Audio.Text), StringComparison.Ordinal);
        Assert.Contains(Speaking.In(language, () => NotesWords.FromTranscript), scene.Audio.Text, StringComparison.Ordinal);
        Assert.Equal(
            Speaking.In(language, () => new[] { RecordingWords.NotesButton, RecordingWords.TranscriptButton, RecordingWords.AskButton }),
            scene.Audio.Keyboard.SelectMany(row => row).Select(button => button.Text).Take(3));
        var reply = Assert.Single(scene.Replies).Text;
        Assert.Contains(Speaking.In(language, () => NotesWords.Decisions), reply, StringComparison.Ordinal);
        Assert.Contains(Speaking.In(language, () => NotesWords.ToDo), reply, StringComparison.Ordinal);
        // What was said stays as it was said.
        Assert.Contains("We agreed to keep the storage budget", reply, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("de", "fr", "de")]
    [InlineData(null, "fr-ca", "fr-ca")]
    [InlineData(null, null, null)]
    public async Task A_claim_brings_the_language_of_the_tenant_along(string? chosen, string? telegrams, string? expected)
    {
        await using var database = await TestDatabase.CreateAsync();
        await using var worker = QueueHost.Create(database, QueueHost.NoRedis);
        var id = Assert.Single(await QueueHost.AddJobsAsync(database, await QueueHost.AddTenantAsync(database), 1));
        await using var context = database.NewContext();
        await context.Users.ExecuteUpdateAsync(set => set.SetProperty(user => user.Language, chosen).SetProperty(user => user.Locale, telegrams));

        var job = await worker.Store.ClaimAsync(id, CancellationToken.None);

        Assert.Equal(expected, job!.Language);
    }

    private static TimeZoneInfo ZoneOf(params string?[] names) => names
        .Select(name => !string.IsNullOrEmpty(name) && TimeZoneInfo.TryFindSystemTimeZoneById(name, out var zone) ? zone : null)
        .FirstOrDefault(zone => zone is not null) ?? TimeZoneInfo.Utc;

    private static string Plain(string text) => text.Replace("\u2060", "", StringComparison.Ordinal);
}
