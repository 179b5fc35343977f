namespace ZoomAspire.Core.Notes;

internal sealed partial class Lexicon
{
    private static Lexicon German() => new()
    {
        Hesitations = Set("äh ähm öh hm hmm mhm eh"),
        Openers = new("also | ja | nein | okay | ok | gut | so | und | aber | naja | na ja | genau | eben | halt | ich meine | weißt du | wisst ihr | sozusagen | alles klar | super | dann"),
        Tags = new("oder | ne | nicht wahr | genau | ja | okay | sozusagen | oder so"),
        Danglers = Set("er sie es das die dies dieser diese dieses sie da dort"),
        Personal = Set("ich mir mich mein meine glaube denke vielleicht wahrscheinlich einfach halt quasi"),
        Logistics = new("meinen bildschirm | mein bildschirm | hört ihr mich | hören sie mich | stummgeschaltet | nächste folie | die aufnahme"),
        Hypothetical = new("wenn | falls | würde | würden | könnte | könnten | vielleicht | eventuell | wahrscheinlich | sollte ich | ob | angenommen | hoffentlich | versuche | möchte"),
        Negations = Set("nicht kein keine keinen nie niemals niemand ohne"),
        Past = new("gestern | letzte woche | letzten monat | letztes mal | letztes jahr | letzten | früher | damals | ursprünglich | vorher"),
        Reports = new("sagte | sagt | gesagt | meinte | versprach | versprochen | fragte | gefragt | hat erzählt"),
        Promises = new("ich werde"),
        Duties = new("ich muss"),
        PromiseForms = Set("schicke sende schreibe prüfe erstelle bereite kümmere rufe kläre organisiere aktualisiere buche bestelle verschicke vereinbare teste korrigiere lade leite"),
        ActionVerbs = Set("""
            schicken senden schreiben prüfen erstellen vorbereiten kümmern anrufen klären organisieren aktualisieren buchen bestellen
            verschicken vereinbaren testen korrigieren hochladen weiterleiten abstimmen planen melden fragen fertigstellen überarbeiten
            zusammenstellen informieren einladen veröffentlichen übersetzen schick sende schreib prüfe klär organisiere buche
            """),
        Requests = new("kannst du | könntest du | können sie | könnten sie | bitte | würdest du | könnt ihr"),
        Needs = new("wir müssen | wir sollten | wir werden"),
        Someone = new("jemand muss | jemand sollte"),
        Acceptances = new("ja | klar | natürlich | gerne | gern | okay | mache ich | mach ich | kein problem | selbstverständlich"),
        Refusals = new("nein | leider | ich kann nicht | das geht nicht | ja aber"),
        Days = Set("montag dienstag mittwoch donnerstag freitag samstag sonntag januar februar märz april mai juni juli august september oktober november dezember morgen übermorgen heute"),
        Spans = Set("woche wochen monat monats tag tage tagen quartal jahr jahres jahresende monatsende wochenende mittag abend besprechung"),
        DayLeads = Set("bis vor nächste nächsten nächster diese dieser dieses diesen ende anfang in nach spätestens kommende"),
        DayWords = Set("zum am der des den dem im die zwei drei vier einer früh abend vormittag nachmittag"),
        Decisions = new("wir haben beschlossen | haben wir beschlossen | wir haben entschieden | wir haben uns entschieden | beschlossen | es ist entschieden | wir sind uns einig | wir nehmen | wir einigen uns auf | ist genehmigt | die entscheidung ist"),
        NotDecided = new("dass | wie | wann | bevor | ob | noch nicht | nicht | was | weil | warum | wer"),
        Unanswered = new("weiß nicht | weiß ich nicht | keine ahnung | nicht sicher | gute frage | müssen wir klären | muss ich klären | herausfinden | unklar | noch offen"),
        OpenQuestions = new("offene frage | bleibt offen | noch offen | noch unklar | müssen noch klären | noch nicht entschieden"),
        Persons = Set("ich mir mich mein meine meinen du dir dich dein deine ihr euch euer eure wir uns unser unsere"),
    };
}
