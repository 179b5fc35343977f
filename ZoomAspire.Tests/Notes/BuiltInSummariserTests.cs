using ZoomAspire.Core.Notes;

namespace ZoomAspire.Tests.Notes;

/// <summary>What the built-in summariser finds, and above all what it must not find.</summary>
public sealed class BuiltInSummariserTests
{
    [Fact]
    public void What_is_found_in_labelled_dialogues_is_right_and_little_is_missed()
    {
        var scores = LabelledActs.Read(NotesFiles.Text("labelled-acts.txt")).Select(dialogue => dialogue.Score()).ToList();

        Assert.Equal(scores.Sum(score => score.Actions.Found), scores.Sum(score => score.Actions.Right));
        Assert.Equal(scores.Sum(score => score.Decisions.Found), scores.Sum(score => score.Decisions.Right));
        Assert.True(scores.Sum(score => score.Actions.Right) >= 0.9 * scores.Sum(score => score.Actions.Labelled));
        Assert.True(scores.Sum(score => score.Decisions.Right) >= 0.9 * scores.Sum(score => score.Decisions.Labelled));
    }

    [Theory]
    [InlineData("I'll send the report if the numbers are ready.")]
    [InlineData("I would send the report.")]
    [InlineData("Maybe I'll send the report.")]
    [InlineData("I'll maybe send the report.")]
    [InlineData("I won't send the report by Friday.")]
    [InlineData("I never said I'll send the report.")]
    [InlineData("Yesterday I said I'll send the report.")]
    [InlineData("I was going to send the report.")]
    [InlineData("I'll send the report by Friday, I guess.")]
    [InlineData("I sent the report on Friday.")]
    [InlineData("He told me I'll write the report.")]
    [InlineData("Should I send the report by Friday?")]
    [InlineData("What happens when I'll send the report?")]
    [InlineData("I'll share my screen.")]
    [InlineData("I'll be honest, the report is late.")]
    [InlineData("I'll ask the question again.")]
    [InlineData("The system will send a report by email.")]
    [InlineData("We need to write better reports.")]
    [InlineData("I'll send it.")]
    [InlineData("Can you hear me?")]
    [InlineData("You should write a book about it.")]
    public void What_is_conditional_hypothetical_negated_past_repeated_or_of_the_meeting_itself_is_no_action(string sentence) =>
        Assert.Empty(Notes(("Anna", sentence)).ActionItems);

    [Theory]
    [InlineData("We haven't decided on the new supplier.")]
    [InlineData("Have we decided to keep the old supplier?")]
    [InlineData("If we decided to keep the supplier, it would be cheap.")]
    [InlineData("Last month we decided to keep the supplier.")]
    [InlineData("Before we decided to keep the supplier there were three offers.")]
    [InlineData("The supplier we agreed on is too small.")]
    [InlineData("They decided to keep the old supplier.")]
    [InlineData("Tom said we decided to keep the old supplier.")]
    public void What_was_not_decided_here_and_now_is_no_decision(string sentence) => Assert.Empty(Notes(("Anna", sentence)).Decisions);

    [Theory]
    [InlineData("by Friday", "I'll send the report by Friday.")]
    [InlineData("tomorrow morning", "I'll send the report tomorrow morning.")]
    [InlineData("by the end of next week", "I'll send the report by the end of next week.")]
    [InlineData("on March 3rd", "I'll send the report on March 3rd.")]
    [InlineData("before the launch", "I'll send the report before the launch.")]
    [InlineData("in two weeks", "I'll send the report in two weeks.")]
    [InlineData("by EOD", "I'll send the report by EOD.")]
    [InlineData(null, "I'll send the report about the week in Rome.")]
    public void By_when_is_said_in_the_words_of_the_meeting(string? due, string sentence) =>
        Assert.Equal(due, Assert.Single(Notes(("Anna", sentence)).ActionItems).Due);

    [Fact]
    public void A_request_belongs_to_whoever_is_called_or_takes_it_on_and_to_nobody_else()
    {
        Assert.Equal("Igor", Owner(("Anna", "Igor, can you send the contract?"), ("Tom", "Yes, good.")));
        Assert.Equal("Igor", Owner(("Anna", "Can you send the contract, Igor?")));
        Assert.Equal("Igor", Owner(("Anna", "Can you send the contract?"), ("Igor", "Sure.")));
        Assert.Equal("Igor", Owner(("Anna", "Igor, please send the contract.")));
        Assert.Null(Owner(("Anna", "Can you send the contract?"), ("Igor", "Which contract?")));
        Assert.Null(Owner(("Anna", "Boris, can you send the contract?")));
        Assert.Null(Owner(("Anna", "Igor, can you send the contract?"), ("Igor A", "Hm."), ("Igor B", "Hm.")));
        Assert.Empty(Notes(("Anna", "Igor, can you send the contract?"), ("Igor", "No, sorry.")).ActionItems);

        static string? Owner(params (string, string)[] lines) => Assert.Single(Notes([.. lines, ("Igor", "Hm."), ("Tom", "Hm.")], participants: []).ActionItems).Owner;
    }

    [Fact]
    public void Somebody_who_was_there_and_did_not_speak_can_be_asked() =>
        Assert.Equal("Boris Ivanov", Assert.Single(Notes([("Anna", "Boris, can you send the contract?")], ["Boris Ivanov"]).ActionItems).Owner);

    [Fact]
    public void An_action_about_you_and_me_keeps_its_whole_sentence()
    {
        var actions = Notes(("Anna", "So I'll um send you the the numbers on Monday."), ("Igor", "I'll book the room for the workshop.")).ActionItems;

        Assert.Equal(["I'll send you the numbers on Monday.", "Book the room for the workshop."], actions.Select(action => action.Text));
        Assert.Equal("So I'll um send you the the numbers on Monday.", actions[0].Evidence?.Quote);
    }

    [Fact]
    public void What_is_promised_twice_is_noted_once()
    {
        var action = Assert.Single(Notes(("Anna", "I'll send the budget plan."), ("Igor", "Good."), ("Anna", "I'll send the budget plan by Friday.")).ActionItems);

        Assert.Equal("by Friday", action.Due);
    }

    [Fact]
    public void A_question_that_nobody_can_answer_is_open_and_one_that_is_answered_is_not()
    {
        var notes = Notes(
            ("Anna", "Who pays for the translation?"),
            ("Igor", "I don't know, we have to ask finance."),
            ("Anna", "When does the workshop begin?"),
            ("Igor", "At nine in the morning."));

        Assert.Equal("Who pays for the translation?", Assert.Single(notes.OpenQuestions).Text);
    }

    [Theory]
    [InlineData(NotesLanguage.Russian, "Мы решили оставить старого поставщика.", "Анна, можешь проверить договор до пятницы?", "Я отправлю отчёт завтра утром.", "Если успею, я отправлю отчёт завтра.", "до пятницы", "завтра утром")]
    [InlineData(NotesLanguage.Ukrainian, "Ми вирішили залишити старого постачальника.", "Анна, можеш перевірити договір до п'ятниці?", "Я надішлю звіт завтра.", "Якщо встигну, я надішлю звіт завтра.", "до п'ятниці", "завтра")]
    [InlineData(NotesLanguage.German, "Wir haben beschlossen, den alten Lieferanten zu behalten.", "Анна, kannst du schicken den Vertrag bis Freitag?", "Ich schicke den Bericht morgen.", "Wenn ich Zeit habe, schicke ich den Bericht morgen.", "bis Freitag", "morgen")]
    [InlineData(NotesLanguage.Spanish, "Hemos decidido mantener al proveedor antiguo.", "Анна, ¿puedes revisar el contrato antes del viernes?", "Voy a enviar el informe mañana.", "Si puedo, voy a enviar el informe mañana.", "antes del viernes", "mañana")]
    [InlineData(NotesLanguage.French, "Nous avons décidé de garder l'ancien fournisseur.", "Анна, peux-tu vérifier le contrat avant vendredi ?", "Je vais envoyer le rapport demain.", "Si je peux, je vais envoyer le rapport demain.", "avant vendredi", "demain")]
    [InlineData(NotesLanguage.Portuguese, "Decidimos manter o fornecedor antigo.", "Анна, você pode verificar o contrato até sexta-feira?", "Vou enviar o relatório amanhã.", "Se eu puder, vou enviar o relatório amanhã.", "até sexta-feira", "amanhã")]
    public void Other_languages_are_understood_too(
        NotesLanguage language, string decision, string request, string promise, string condition, string requestDue, string promiseDue)
    {
        var notes = Notes([("Игорь", decision), ("Игорь", request), ("Анна", "Hm."), ("Игорь", promise), ("Анна", condition)], inEnglish: false);

        Assert.Equal(language, notes.Language);
        Assert.Equal(decision, Assert.Single(notes.Decisions).Text);
        Assert.Equal([("Анна", requestDue), ("Игорь", promiseDue)], notes.ActionItems.Select(action => (action.Owner, action.Due)));
    }

    [Theory]
    [InlineData("So, yeah, I mean, the budget is final.", "The budget is final.")]
    [InlineData("The the budget is is final.", "The budget is final.")]
    [InlineData("We want, we want to keep it simple, you know?", "We want to keep it simple?")]
    [InlineData("Um the uh plan, er, is good , right ?", "The plan is good?")]
    [InlineData("The inter interface we 'll keep .", "The interface we'll keep.")]
    [InlineData("That is right.", "That is right.")]
    [InlineData("So I think the budget is final, I guess.", "I think the budget is final, I guess.")]
    [InlineData("I had had enough.", "I had had enough.")]
    [InlineData("It costs 5 5 euros.", "It costs 5 5 euros.")]
    public void What_is_only_spoken_is_trimmed_and_nothing_is_put_in(string said, string text)
    {
        var transcript = Transcript.Of([new Cue(default, TimeSpan.FromSeconds(5), "Anna", said + " We have the time and the money to do that for you.")]);

        Assert.Equal(text.Replace(" ?", "?", StringComparison.Ordinal), BuiltInSummariser.Sentences(transcript)[0].Text());
    }

    [Fact]
    public void Topics_begin_where_the_words_change()
    {
        var lines = Enumerable.Range(0, 3).SelectMany(part => Enumerable.Range(0, 60).Select(line => Line(part, line))).ToArray();
        var notes = Notes(lines, secondsEach: 10);

        Assert.Equal(3, notes.Topics.Count);
        Assert.Equal([0, 600, 1200], notes.Topics.Select(topic => (double)(int)(topic.Start!.Value.TotalSeconds / 50) * 50));
        Assert.Contains("budget", notes.Topics[0].Title, StringComparison.OrdinalIgnoreCase);
        Assert.Contains("candidate", notes.Topics[1].Title, StringComparison.OrdinalIgnoreCase);
        Assert.Contains("server", notes.Topics[2].Title, StringComparison.OrdinalIgnoreCase);

        static (string, string) Line(int part, int line)
        {
            string[][] words = [["budget", "invoice", "costs", "auditor"], ["candidate", "interview", "salary", "hiring"], ["server", "database", "outage", "backup"]];
            var set = words[part];
            return (line % 2 == 0 ? "Anna" : "Igor", $"We looked at the {set[0]} and the {set[1 + (line % 3)]} was discussed with the {set[1 + ((line + 1) % 3)]} people.");
        }
    }

    [Fact]
    public void Speaking_times_are_those_of_the_speakers()
    {
        var notes = Notes([("Anna", "One."), ("Igor", "Two."), ("anna", "Three.")], secondsEach: 10);

        Assert.Equal([("Anna", 18.0, 67), ("Igor", 9.0, 33)], notes.SpeakingTimes.Select(time => (time.Speaker, time.Spoken.TotalSeconds, (int)Math.Round(100 * time.Share))));
    }

    [Theory]
    [InlineData("")]
    [InlineData("Hm. Okay.")]
    public void A_transcript_that_says_nothing_gives_empty_notes(string text) =>
        Assert.True(BuiltInSummariser.Summarise(Transcript.Of(text.Length == 0 ? [] : [new Cue(default, default, null, text)]), null, default).IsEmpty);

    [Fact]
    public void Captions_without_names_and_full_stops_are_summarised_too()
    {
        var cues = Enumerable.Range(0, 60).Select(n => new Cue(
            TimeSpan.FromSeconds(5 * n), TimeSpan.FromSeconds((5 * n) + 5), null, $"and the committee approved budget number {n} for the schools in the district"));

        var notes = BuiltInSummariser.Summarise(Transcript.Of(cues), null, default);

        Assert.NotEmpty(notes.Summary);
        Assert.All(notes.Summary, item => Assert.InRange(item.Text.Length, 1, 500));
        Assert.Empty(notes.SpeakingTimes);
    }

    [Theory]
    [InlineData("We decided to keep the budget for the schools in the district and the city this time.")]
    [InlineData("Please send please send please send the report about the number by Friday please please please.")]
    public void A_transcript_as_long_as_is_read_that_says_the_same_all_the_time_is_summarised_in_time(string text)
    {
        var cues = Enumerable.Range(0, 20_000).Select(n => new Cue(TimeSpan.FromSeconds(n), TimeSpan.FromSeconds(n + 1), $"Speaker {n % 50}", $"{text} It was number {n}."));

        var notes = BuiltInSummariser.Summarise(Transcript.Of(cues), null, default);

        Assert.InRange(notes.Summary.Count, 0, MeetingNotes.MaxSummaryLines);
        Assert.InRange(notes.ActionItems.Count + notes.Decisions.Count, 0, 24);
    }

    [Fact]
    public void It_can_be_cancelled() => Assert.Throws<OperationCanceledException>(() =>
        BuiltInSummariser.Summarise(Transcript.Of([new Cue(default, default, null, "Words.")]), null, new CancellationToken(canceled: true)));

    private static MeetingNotes Notes(params (string Speaker, string Text)[] lines) => Notes(lines, null);

    private static MeetingNotes Notes((string Speaker, string Text)[] lines, string[]? participants = null, int secondsEach = 5, bool inEnglish = true)
    {
        var cues = lines.Select((line, index) => new Cue(
            TimeSpan.FromSeconds(secondsEach * index), TimeSpan.FromSeconds((secondsEach * (index + 1)) - 1), line.Speaker, line.Text));
        var before = new Cue(-TimeSpan.FromSeconds(2), -TimeSpan.FromSeconds(2), null, "Enough that it is known for what it is: this was all in English.");
        return BuiltInSummariser.Summarise(Transcript.Of(inEnglish ? cues.Prepend(before) : cues), participants, CancellationToken.None);
    }
}
