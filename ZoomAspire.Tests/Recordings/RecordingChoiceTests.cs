using ZoomAspire.Core.Recordings;
using ZoomAspire.Core.Zoom;

namespace ZoomAspire.Tests.Recordings;

public sealed class RecordingChoiceTests
{
    private static readonly DateTimeOffset Start = new(2026, 11, 11, 9, 0, 0, TimeSpan.Zero);

    [Fact]
    public void Every_stretch_of_sound_alone_is_chosen_and_no_video() =>
        Expect([Audio("a"), Audio("b", minutes: 30), Video("v")], ["a", "b"], isFinal: true);

    [Fact]
    public void A_stretch_that_is_ready_is_chosen_while_another_is_being_processed() =>
        Expect([Audio("a"), Audio("b", isCompleted: false)], ["a"], isFinal: false);

    [Fact]
    public void Without_sound_alone_the_smallest_video_of_each_stretch_is_chosen() =>
        Expect([Video("large", size: 9), Video("small", size: 5), Video("later", size: 7, minutes: 30), Chat()], ["small", "later"], isFinal: true);

    [Fact]
    public void The_voice_of_one_speaker_is_never_taken_for_the_meeting() =>
        Expect([File("anna", "M4A", "audio_only_each_participant", 1, 0), Video("v")], ["v"], isFinal: true);

    [Fact]
    public void A_stretch_without_sound_alone_comes_as_its_smallest_video_beside_the_sound_of_the_others() =>
        Expect([Audio("a"), Video("v"), Video("large", size: 9, minutes: 30), Video("small", size: 5, minutes: 30)], ["a", "small"], isFinal: true);

    [Fact]
    public void What_has_its_own_sound_is_not_held_up_by_a_stretch_whose_sound_may_still_come() =>
        Expect([Audio("a"), Video("v", minutes: 30), Chat() with { IsCompleted = false }], ["a"], isFinal: false);

    [Theory]
    [InlineData(1)]
    [InlineData(-1)]
    [InlineData(9)]
    public void A_video_that_begins_or_ends_a_little_otherwise_is_no_stretch_of_its_own(int minutes) =>
        Expect([Audio("a"), Video("v", minutes: minutes)], ["a"], isFinal: true);

    [Fact]
    public void Where_no_time_is_known_sound_alone_is_taken_for_all_there_is() =>
        Expect([Audio("a") with { Start = null }, Video("v", minutes: 30)], ["a"], isFinal: true);

    [Fact]
    public void While_anything_is_being_processed_it_may_turn_out_to_be_the_audio() =>
        Expect([Video("v"), Chat() with { IsCompleted = false }], [], isFinal: false);

    [Fact]
    public void A_recording_without_sound_is_looked_at_again() => Expect([Chat()], [], isFinal: false);

    [Fact]
    public void A_file_without_an_address_is_not_ready() => Expect([Audio("a") with { DownloadUrl = null }], [], isFinal: false);

    [Fact]
    public void A_stretch_whose_only_video_has_no_address_yet_is_waited_for() =>
        Expect([Video("a"), Video("b", minutes: 30) with { DownloadUrl = null }], ["a"], isFinal: false);

    [Fact]
    public void Views_of_one_stretch_that_begin_a_moment_apart_come_once() =>
        Expect([Video("large", size: 9), Moved(Video("small", size: 5), seconds: 1)], ["small"], isFinal: true);

    [Fact]
    public void A_view_of_the_end_of_a_stretch_does_not_stand_for_the_whole() =>
        Expect([Video("whole", size: 9), Video("end", size: 5, minutes: 15) with { End = Start.AddMinutes(20) }], ["whole"], isFinal: true);

    [Fact]
    public void A_video_is_not_settled_for_while_the_audio_may_just_not_be_listed_yet()
    {
        var choice = RecordingChoice.Of([Video("v")], TimeSpan.FromSeconds(5));

        Assert.Equal((0, false), (choice.Files.Count, choice.IsFinal));
    }

    private static void Expect(IReadOnlyList<RecordingFile> files, string[] chosen, bool isFinal)
    {
        var choice = RecordingChoice.Of(files, TimeSpan.FromMinutes(5));

        Assert.Equal(chosen, choice.Files.Select(file => file.Key));
        Assert.Equal(isFinal, choice.IsFinal);
    }

    private static RecordingFile Audio(string key, int minutes = 0, bool isCompleted = true) =>
        File(key, "M4A", "audio_only", 3, minutes) with { IsCompleted = isCompleted };

    private static RecordingFile Video(string key, long size = 8, int minutes = 0) => File(key, "MP4", "shared_screen", size, minutes);

    private static RecordingFile Moved(RecordingFile file, int seconds) =>
        file with { Start = file.Start?.AddSeconds(seconds), End = file.End?.AddSeconds(seconds) };

    private static RecordingFile Chat() => File("c", "CHAT", "chat_file", 1, 0);

    private static RecordingFile File(string key, string type, string recordingType, long size, int minutes) => new(
        key, type, recordingType, size, Start.AddMinutes(minutes), Start.AddMinutes(minutes + 20), true, new Uri("https://zoom.us/rec/x"));
}
