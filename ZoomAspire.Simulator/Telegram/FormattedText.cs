namespace ZoomAspire.Simulator.Telegram;

/// <summary>A part of a text with a meaning of its own (https://core.telegram.org/bots/api#messageentity).</summary>
/// <param name="Type">The Bot API's name of it: <c>bold</c>, <c>text_link</c>, <c>bot_command</c>, …</param>
/// <param name="Offset">Start, in UTF-16 code units.</param>
/// <param name="Length">Length, in UTF-16 code units.</param>
/// <param name="Url">Target of a <c>text_link</c>.</param>
/// <param name="Language">Language of a <c>pre</c>.</param>
/// <param name="CustomEmojiId">Identifier of a <c>custom_emoji</c>.</param>
public sealed record TextEntity(
    string Type, int Offset, int Length, string? Url = null, string? Language = null, string? CustomEmojiId = null)
{
    internal int End => Offset + Length;
}

/// <summary>A text after parsing: what a person reads, and its entities in order of their start.</summary>
internal sealed record FormattedText(string Text, IReadOnlyList<TextEntity> Entities)
{
    public static readonly FormattedText Empty = new("", []);

    /// <summary>Same text, same entities.</summary>
    public bool Equals(FormattedText? other) =>
        other is not null && Text == other.Text && Entities.SequenceEqual(other.Entities);

    public override int GetHashCode() => Text.GetHashCode(StringComparison.Ordinal);

    /// <summary>Without white space at both ends, as the server keeps it; entities move along.</summary>
    public FormattedText Trimmed()
    {
        var start = Text.Length - Text.TrimStart().Length;
        var end = Math.Max(start, Text.TrimEnd().Length);
        return new FormattedText(Text[start..end], [.. Entities.Select(entity => Clip(entity, start, end)).OfType<TextEntity>()]);
    }

    private static TextEntity? Clip(TextEntity entity, int start, int end)
    {
        var (from, to) = (Math.Max(entity.Offset, start), Math.Min(entity.End, end));
        return from < to ? entity with { Offset = from - start, Length = to - from } : null;
    }
}
