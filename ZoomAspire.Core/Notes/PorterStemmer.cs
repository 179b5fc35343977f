namespace ZoomAspire.Core.Notes;

/// <summary>
/// Porter's stemmer for English (M. F. Porter, An algorithm for suffix stripping, 1980, https://tartarus.org/martin/PorterStemmer/),
/// as published, with his later <c>logi</c> and <c>bli</c>.
/// </summary>
internal sealed class PorterStemmer
{
    private static readonly (string Suffix, string Instead)[] Second =
    [
        ("ational", "ate"), ("tional", "tion"), ("enci", "ence"), ("anci", "ance"), ("izer", "ize"), ("bli", "ble"), ("alli", "al"),
        ("entli", "ent"), ("eli", "e"), ("ousli", "ous"), ("ization", "ize"), ("ation", "ate"), ("ator", "ate"), ("alism", "al"),
        ("iveness", "ive"), ("fulness", "ful"), ("ousness", "ous"), ("aliti", "al"), ("iviti", "ive"), ("biliti", "ble"), ("logi", "log"),
    ];

    private static readonly (string Suffix, string Instead)[] Third =
        [("icate", "ic"), ("ative", ""), ("alize", "al"), ("iciti", "ic"), ("ical", "ic"), ("ful", ""), ("ness", "")];

    private static readonly string[] Fourth =
    [
        "al", "ance", "ence", "er", "ic", "able", "ible", "ant", "ement", "ment", "ent", "ion", "ou", "ism", "ate", "iti", "ous", "ive", "ize",
    ];

    private string _word;

    private PorterStemmer(string word) => _word = word;

    /// <param name="word">Lower case; anything but a to z comes back as it is.</param>
    public static string Stem(string word)
    {
        if (word.Length <= 2 || word.AsSpan().IndexOfAnyExceptInRange('a', 'z') >= 0)
        {
            return word;
        }

        var stemmer = new PorterStemmer(word);
        stemmer.Plurals();
        stemmer.PastAndGerund();
        stemmer.FinalY();
        stemmer.Replace(Second);
        stemmer.Replace(Third);
        stemmer.Residual();
        stemmer.Tidy();
        return stemmer._word;
    }

    private void Plurals()
    {
        if (Ends("sses") || Ends("ies"))
        {
            Cut(2);
        }
        else if (Ends("s") && !Ends("ss"))
        {
            Cut(1);
        }
    }

    private void PastAndGerund()
    {
        if (Ends("eed"))
        {
            if (Measure(_word.Length - 3) > 0)
            {
                Cut(1);
            }

            return;
        }

        var suffix = Ends("ed") ? 2 : Ends("ing") ? 3 : 0;
        if (suffix == 0 || !HasVowel(_word.Length - suffix))
        {
            return;
        }

        Cut(suffix);
        if (Ends("at") || Ends("bl") || Ends("iz"))
        {
            _word += "e";
        }
        else if (IsDouble(_word.Length) && _word[^1] is not ('l' or 's' or 'z'))
        {
            Cut(1);
        }
        else if (Measure(_word.Length) == 1 && IsShort(_word.Length))
        {
            _word += "e";
        }
    }

    private void FinalY()
    {
        if (Ends("y") && HasVowel(_word.Length - 1))
        {
            _word = string.Concat(_word.AsSpan(0, _word.Length - 1), "i");
        }
    }

    // The longest suffix decides, whether or not its condition holds.
    private void Replace((string Suffix, string Instead)[] rules)
    {
        var rule = rules.Where(rule => Ends(rule.Suffix)).OrderByDescending(rule => rule.Suffix.Length).FirstOrDefault();
        if (rule.Suffix is not null && Measure(_word.Length - rule.Suffix.Length) > 0)
        {
            _word = string.Concat(_word.AsSpan(0, _word.Length - rule.Suffix.Length), rule.Instead);
        }
    }

    private void Residual()
    {
        var suffix = Fourth.Where(Ends).MaxBy(suffix => suffix.Length);
        if (suffix is null)
        {
            return;
        }

        var length = _word.Length - suffix.Length;
        if (Measure(length) > 1 && (suffix != "ion" || (length > 0 && _word[length - 1] is 's' or 't')))
        {
            Cut(suffix.Length);
        }
    }

    private void Tidy()
    {
        if (Ends("e") && (Measure(_word.Length - 1) > 1 || (Measure(_word.Length - 1) == 1 && !IsShort(_word.Length - 1))))
        {
            Cut(1);
        }

        if (Ends("ll") && Measure(_word.Length) > 1)
        {
            Cut(1);
        }
    }

    private bool Ends(string suffix) => _word.Length > suffix.Length && _word.EndsWith(suffix, StringComparison.Ordinal);

    private void Cut(int count) => _word = _word[..^count];

    private bool IsConsonant(int at) => _word[at] switch
    {
        'a' or 'e' or 'i' or 'o' or 'u' => false,
        'y' => at == 0 || !IsConsonant(at - 1),
        _ => true,
    };

    // How often vowels are followed by consonants.
    private int Measure(int length)
    {
        var measure = 0;
        for (var at = 1; at < length; at++)
        {
            measure += IsConsonant(at) && !IsConsonant(at - 1) ? 1 : 0;
        }

        return measure;
    }

    private bool HasVowel(int length)
    {
        for (var at = 0; at < length; at++)
        {
            if (!IsConsonant(at))
            {
                return true;
            }
        }

        return false;
    }

    private bool IsDouble(int length) => length > 1 && _word[length - 1] == _word[length - 2] && IsConsonant(length - 1);

    // Consonant, vowel, consonant, the last one not w, x or y.
    private bool IsShort(int length) =>
        length > 2 && IsConsonant(length - 3) && !IsConsonant(length - 2) && IsConsonant(length - 1) && _word[length - 1] is not ('w' or 'x' or 'y');
}
