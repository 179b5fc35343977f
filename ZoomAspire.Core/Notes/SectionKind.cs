namespace ZoomAspire.Core.Notes;

/// <summary>What a heading of somebody else's notes announces.</summary>
internal enum SectionKind
{
    /// <summary>A topic of the meeting.</summary>
    Topic,

    /// <summary>The whole in short.</summary>
    Summary,

    /// <summary>What the topics stand under.</summary>
    Details,

    /// <summary>What is to be done.</summary>
    ActionItems,

    /// <summary>What was decided.</summary>
    Decisions,

    /// <summary>What was not answered.</summary>
    OpenQuestions,
}

/// <summary>Recognises headings in the languages that notes are made in.</summary>
internal static class SectionKinds
{
    private static readonly (SectionKind Kind, string[] Words)[] Known =
    [
        (SectionKind.ActionItems, [
            "next step", "action", "to-do", "todo", "follow-up", "follow up", "следующие шаги", "дальнейшие шаги", "дальнейшие действия",
            "задачи", "наступні кроки", "подальші кроки", "завдання", "nächste schritte", "aufgaben", "maßnahmen", "próximos pasos",
            "siguientes pasos", "tareas", "acciones", "étapes suivantes", "prochaines étapes", "actions", "tâches", "próximos passos",
            "próximas etapas", "tarefas", "ações"]),
        (SectionKind.Decisions, [
            "decision", "decided", "решени", "рішенн", "entscheidung", "beschlüsse", "beschluss", "decisiones", "décision", "decisões"]),
        (SectionKind.OpenQuestions, [
            "open question", "unresolved", "открытые вопросы", "нерешённые", "нерешенные", "відкриті питання", "невирішені", "offene fragen",
            "offene punkte", "preguntas abiertas", "preguntas pendientes", "questions ouvertes", "questions en suspens",
            "perguntas em aberto", "questões em aberto"]),
        (SectionKind.Details, ["details", "detail", "discussion", "topics", "подробности", "детали", "деталі", "einzelheiten", "detalles", "détails", "detalhes"]),
        (SectionKind.Summary, [
            "recap", "takeaway", "overview", "tl;dr", "summary", "key point", "highlights", "обзор", "краткое", "резюме", "итоги", "основные",
            "огляд", "стислий", "підсум", "основні", "zusammenfassung", "überblick", "kernpunkte", "kurz", "resumen",
            "puntos clave", "conclusiones", "résumé", "aperçu", "récapitulatif", "points clés", "resumo", "visão geral", "pontos principais"]),
    ];

    private const int MaxWords = 6;

    /// <summary>A long heading is a topic, whatever words it has.</summary>
    public static SectionKind Of(string heading)
    {
        if (heading.Split(' ', StringSplitOptions.RemoveEmptyEntries).Length > MaxWords)
        {
            return SectionKind.Topic;
        }

        foreach (var (kind, words) in Known)
        {
            if (words.Any(word => StartsWord(heading, word)))
            {
                return kind;
            }
        }

        return SectionKind.Topic;
    }

    private static bool StartsWord(string heading, string word)
    {
        var at = heading.IndexOf(word, StringComparison.OrdinalIgnoreCase);
        return at == 0 || (at > 0 && !char.IsLetter(heading[at - 1]));
    }
}
