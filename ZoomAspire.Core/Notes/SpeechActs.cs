namespace ZoomAspire.Core.Notes;

/// <summary>
/// Finds what was promised, asked for, decided and left open. Precision comes before recall: what is conditional, hypothetical, negated,
/// repeated from others or of the past is left out, and an owner is named only where there is no doubt.
/// </summary>
internal sealed class SpeechActs
{
    private const int MaxItems = 12;
    private const int MaxItemWords = 40;

    // Nobody promises in so many words; and what is compared with each other stays little, whatever the transcript holds.
    private const int MaxSentenceWords = 120;
    private const int MaxCompared = 500;
    private const int MinQuestionWords = 3;
    private const int AnswerSentences = 3;
    private const double SameShare = 0.6;

    private static readonly TimeSpan AnswerWithin = TimeSpan.FromSeconds(45);

    private readonly IReadOnlyList<Trimmed> _sentences;
    private readonly Lexicon _lexicon;
    private readonly NotesLanguage _language;
    private readonly IReadOnlySet<string> _stopWords;
    private readonly SpeakerNames _names;

    public SpeechActs(IReadOnlyList<Trimmed> sentences, NotesLanguage language, SpeakerNames names)
    {
        (_sentences, _language, _names) = (sentences, language, names);
        (_lexicon, _stopWords) = (Lexicon.Of(language), StopWords.Of(language));
    }

    public List<ActionItem> ActionItems() => Distinct(_sentences.Select(Action).OfType<ActionItem>(), action => action.Text);

    public List<NoteItem> Decisions() => Distinct(_sentences.Where(IsDecision).Select(Item), item => item.Text);

    public List<NoteItem> OpenQuestions() => Distinct(_sentences.Where((sentence, index) => IsOpen(sentence, index)).Select(Item), item => item.Text);

    private static NoteItem Item(Trimmed sentence) => new(sentence.Text(), sentence.Utterance.Evidence);

    private ActionItem? Action(Trimmed sentence)
    {
        var words = sentence.Norms;
        if (words.Count is < 3 or > MaxSentenceWords || _lexicon.Past.Any(words) || _lexicon.Logistics.Any(words) || _lexicon.InMeeting.Any(words))
        {
            return null;
        }

        return Request(sentence) ?? (sentence.Utterance.IsQuestion ? null : Promise(sentence) ?? OfSomebodyElse(sentence));
    }

    // "I'll send the plan by Friday": the speaker's.
    private ActionItem? Promise(Trimmed sentence)
    {
        var words = sentence.Norms;
        for (var index = 0; index < words.Count; index++)
        {
            var isForm = _lexicon.PromiseForms.Contains(words[index]);
            var promise = isForm ? 0 : _lexicon.Promises.At(words, index);
            var duty = isForm || promise > 0 ? 0 : _lexicon.Duties.At(words, index);
            if ((isForm || promise + duty > 0) && IsPlainBefore(words, index))
            {
                var act = new Act(sentence, index, Verb(words, index + promise + duty), NeedsDue: duty > 0);
                return (isForm || IsAction(words, act.Verb)) && !_lexicon.Hypothetical.Any(words, index, act.Verb) ? Item(act, sentence.Utterance.Speaker) : null;
            }
        }

        return null;
    }

    // "Anna, can you send the plan?", "Can you send it, Anna?", "Anna, send the plan": Anna's, if there is one Anna.
    private ActionItem? Request(Trimmed sentence)
    {
        var words = sentence.Norms;
        var (called, owner, from, to) = Called(sentence);
        for (var index = from; index < to; index++)
        {
            var length = _lexicon.Requests.At(words, index);
            var isOrder = length == 0 && called && index == from && IsAction(words, index);
            if (length == 0 && !isOrder)
            {
                continue;
            }

            var verb = Verb(words, index + length);
            if (!IsAction(words, verb) || !IsPlainBefore(words, index, from) || (!called && IsAboutAnybody(words[index])))
            {
                continue;
            }

            var answer = Answer(sentence.Utterance);
            return answer == Reply.Refused ? null : Item(
                new Act(sentence, index, verb, NeedsDue: false, to),
                owner ?? (answer == Reply.Accepted && !called ? Next(sentence.Utterance)?.Utterance.Speaker : null));
        }

        return null;
    }

    // "Anna will send the plan": Anna's, if she is there. Anybody else's, and what "we" or "someone" must do: nobody's, with a date.
    private ActionItem? OfSomebodyElse(Trimmed sentence)
    {
        var words = sentence.Norms;
        var (length, name) = _names.At(words, 0);
        var future = _lexicon.Futures.At(words, length);
        if (length > 0 && (future > 0 || _lexicon.Futures.IsEmpty) && IsAction(words, Verb(words, length + future)))
        {
            return name is null ? null : Item(new Act(sentence, 0, Verb(words, length + future), NeedsDue: false), name);
        }

        var (someone, someoneLength) = _lexicon.Someone.Find(words);
        var (need, needLength) = _lexicon.Needs.Find(words);
        var (index, phrase) = someone >= 0 ? (someone, someoneLength) : (need, needLength);
        return index >= 0 && IsPlainBefore(words, index) && IsAction(words, Verb(words, index + phrase))
            ? Item(new Act(sentence, index, Verb(words, index + phrase), NeedsDue: someone < 0), null)
            : null;
    }

    // Whose name stands before the first comma or after the last one, and the words between them.
    private (bool IsCalled, string? Owner, int From, int To) Called(Trimmed sentence)
    {
        var words = sentence.Norms;
        var (length, name) = _names.At(words, 0);
        if (length > 0 && sentence.HasCommaBefore(length))
        {
            return (true, name, length, words.Count);
        }

        for (var start = Math.Max(1, words.Count - 3); start < words.Count; start++)
        {
            (length, name) = _names.At(words, start);
            if (length > 0 && start + length == words.Count && sentence.HasCommaBefore(start))
            {
                return (true, name, 0, start);
            }
        }

        return (false, null, 0, words.Count);
    }

    // "You need to …" may mean anybody, unless somebody is called.
    private bool IsAboutAnybody(string first) => _language == NotesLanguage.English && first is "you" or "i";

    private int Verb(IReadOnlyList<string> words, int index)
    {
        while (index < words.Count && _lexicon.Adverbs.Contains(words[index]))
        {
            index++;
        }

        return index;
    }

    private bool IsAction(IReadOnlyList<string> words, int verb) => verb < words.Count && _lexicon.ActionVerbs.Contains(words[verb]);

    private bool IsPlainBefore(IReadOnlyList<string> words, int index, int from = 0) =>
        !_lexicon.Hypothetical.Any(words, from, index)
        && !_lexicon.Reports.Any(words, from, index)
        && !_lexicon.NotDecided.Any(words, from, index)
        && !words.Skip(from).Take(index - from).Any(_lexicon.Negations.Contains);

    private ActionItem? Item(Act act, string? owner)
    {
        var (sentence, start, verb, needsDue, limit) = act;
        var words = sentence.Norms;
        var end = Math.Min(limit, words.Count);
        var due = DuePhrase.Find(words, _lexicon, verb, end);
        var isSoft = _lexicon.SoftVerbs.Contains(words[verb]) && _lexicon.StrongPhrases.At(words, verb) == 0;
        var says = words.Skip(verb + 1).Take(end - verb - 1).Any(word => word.Length > 1 && !_stopWords.Contains(word));
        if (end - verb > MaxItemWords || (due is null && (needsDue || isSoft)) || !says || IsHypotheticalAfter(words, verb, end))
        {
            return null;
        }

        // "Send me your notes" without its speaker would mean somebody else.
        var isPersonal = words.Skip(verb).Take(end - verb).Any(_lexicon.Persons.Contains);
        var text = isPersonal || owner is null ? sentence.Text(start, end) : sentence.Text(verb, end).TrimEnd('?', '.', '!') + ".";
        return new ActionItem(text, owner, due is { } at ? sentence.Words(at.From, at.To) : null, sentence.Utterance.Evidence);
    }

    private bool IsHypotheticalAfter(IReadOnlyList<string> words, int verb, int end)
    {
        var isAsking = _lexicon.AskingVerbs.Contains(words[verb]);
        for (var index = verb + 1; index < end; index++)
        {
            if (_lexicon.Hypothetical.At(words, index) > 0 && !isAsking)
            {
                return true;
            }
        }

        return false;
    }

    private Trimmed? Next(Utterance utterance)
    {
        for (var index = utterance.Index + 1; index < _sentences.Count; index++)
        {
            var next = _sentences[index];
            if (next.Utterance.TurnIndex != utterance.TurnIndex)
            {
                return next.Utterance.Speaker != utterance.Speaker && next.Utterance.At - utterance.At < AnswerWithin ? next : null;
            }
        }

        return null;
    }

    // The first words of the answer as they were said: trimming would take the yes.
    private Reply Answer(Utterance utterance)
    {
        if (Next(utterance) is not { } next)
        {
            return Reply.None;
        }

        var words = next.Utterance.Words.Select(word => word.Norm).Where(word => !_lexicon.Hesitations.Contains(word)).ToList();
        return _lexicon.Refusals.At(words, 0) > 0 ? Reply.Refused
            : _lexicon.Acceptances.At(words, 0) > 0 && !next.Utterance.IsQuestion ? Reply.Accepted
            : Reply.None;
    }

    private bool IsDecision(Trimmed sentence)
    {
        var words = sentence.Norms;
        var (index, length) = Decision(sentence);
        return index >= 0
            && words.Count <= MaxItemWords
            && !sentence.Utterance.IsQuestion
            && IsPlainBefore(words, index)
            && !_lexicon.Past.Any(words)
            && !_lexicon.Hypothetical.Any(words, index + length)
            && words.Where((_, place) => place < index || place >= index + length).Count(word => word.Length > 1 && !_stopWords.Contains(word)) >= 2;
    }

    // "The letter we agreed on" decides nothing: a decision begins its clause.
    private (int Index, int Length) Decision(Trimmed sentence)
    {
        var words = sentence.Norms;
        var (index, length) = _lexicon.Decisions.Find(words);
        if (index == 0 || (index > 0 && (_lexicon.DecisionLeads.Count == 0 || sentence.HasCommaBefore(index) || _lexicon.DecisionLeads.Contains(words[index - 1]))))
        {
            return (index, length);
        }

        length = _lexicon.DecisionEnds.Before(words, words.Count);
        return length > 0 ? (words.Count - length, length) : (-1, 0);
    }

    private bool IsOpen(Trimmed sentence, int index)
    {
        var words = sentence.Norms;
        if (words.Count is < MinQuestionWords or > MaxItemWords || words.Count(word => word.Length > 1 && !_stopWords.Contains(word)) < 2)
        {
            return false;
        }

        return sentence.Utterance.IsQuestion
            ? (_lexicon.QuestionStarts.Count == 0 || _lexicon.QuestionStarts.Contains(words[0])) && IsLeftOpen(sentence.Utterance, index)
            : _lexicon.OpenQuestions.Any(words) && !_lexicon.Past.Any(words) && !_lexicon.Reports.Any(words);
    }

    // Somebody else says soon that it is not known.
    private bool IsLeftOpen(Utterance question, int index)
    {
        for (var next = index + 1; next < Math.Min(_sentences.Count, index + 1 + AnswerSentences); next++)
        {
            var answer = _sentences[next];
            if (answer.Utterance.IsQuestion || answer.Utterance.At - question.At > AnswerWithin)
            {
                return false;
            }

            if (answer.Utterance.Speaker != question.Speaker)
            {
                return _lexicon.Unanswered.Any(answer.Norms);
            }
        }

        return false;
    }

    // What is said twice is noted once, as it was said last.
    private List<T> Distinct<T>(IEnumerable<T> items, Func<T, string> text)
    {
        var words = new Words();
        var kept = new List<(T Item, HashSet<string> Stems)>();
        foreach (var item in items.Take(MaxCompared))
        {
            var stems = words.Of(text(item)).Where(word => !_stopWords.Contains(word.Norm)).Select(word => Stemmer.Stem(word.Norm, _language)).ToHashSet();
            kept.RemoveAll(other => other.Stems.Count(stems.Contains) > SameShare * Math.Max(1, Math.Max(stems.Count, other.Stems.Count)));
            kept.Add((item, stems));
        }

        return [.. kept.Take(MaxItems).Select(entry => entry.Item)];
    }

    private enum Reply
    {
        None,
        Accepted,
        Refused,
    }

    // A sentence, where what makes it an action begins, where its verb stands, and where it ends.
    private readonly record struct Act(Trimmed Sentence, int Start, int Verb, bool NeedsDue, int End = int.MaxValue);
}
