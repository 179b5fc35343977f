using System.Collections.Frozen;

namespace ZoomAspire.Core.Notes;

/// <summary>Words that say little about what a text is about, by language; what is spoken only (um, yeah) among them.</summary>
internal static class StopWords
{
    private static readonly FrozenDictionary<NotesLanguage, FrozenSet<string>> Lists = new Dictionary<NotesLanguage, FrozenSet<string>>
    {
        [NotesLanguage.English] = Set("""
            the and of to a on was for in they that with be as about would their then it were this by which some s had an at should could how
            is are from have has do does did but or if so what we you i he she them his her our your my me us not no there here can will just
            when who whom where been being because also very more most than into out up down off over under all any both each few many much one
            two its don't doesn't didn't isn't aren't wasn't weren't can't couldn't won't wouldn't shouldn't haven't hasn't hadn't like know think going
            get got getting really well okay ok yeah yep yes nope uh um mm hmm mhm huh ah oh eh er mean right kind sort thing things something
            anything everything nothing gonna wanna gotta go say said see want make good great lot bit actually maybe probably basically
            obviously way those these other another such same own only too again still even now today let 'll 're 've 'd 'm 's cause cuz
            sure hi hello hey thanks thank please bye guys everyone everybody anyone someone people back around through between while
            why whose yours ours mine theirs myself yourself itself themselves am might must may shall need come take put look
            first second next last new little big never always ever
            """),
        [NotesLanguage.Russian] = Set("""
            и в во не что он на я с со как а то все она так его но да ты к у же вы за бы по только ее мне было вот от меня еще ещё нет о из ему
            теперь когда даже ну вдруг ли если уже или ни быть был него до вас нибудь опять уж вам ведь там потом себя ничего ей может они тут
            где есть надо ней для мы тебя их чем была сам чтоб без будто чего раз тоже себе под будет ж тогда кто этот того потому этого какой
            совсем ним здесь этом один почти мой тем чтобы нее сейчас были куда зачем всех можно при наконец два об другой хоть после над
            больше тот через эти нас про всего них какая много эту моя впрочем хорошо свою этой перед иногда лучше чуть том нельзя такой им
            более всегда конечно всю между это вообще просто значит типа короче ага угу эээ ээ мм давайте давай ладно окей наверное думаю
            говорить сказать нам наш наша наши ваш очень также который которая которые которое вроде привет спасибо пожалуйста
            """),
        [NotesLanguage.Ukrainian] = Set("""
            і й та в у не що він на я з із зі як а то все усе вона так його але ти до ж же ви за б би по тільки її мені було ось от мене ще ні
            немає о об йому тепер коли навіть ну чи якщо вже або бути був нього вас вам адже там потім себе нічого їй може вони тут де є треба
            для ми тебе їх їхній чим була сам без наче раз теж також собі під буде тоді хто цей того тому цього який зовсім цьому один майже мій
            тим щоб зараз були куди навіщо всіх усіх можна при нарешті два інший хоч після над більше той через ці нас про всього них яка багато
            цю моя добре свою цієї перед іноді краще трохи така більш завжди звичайно між це взагалі просто значить типу коротше ага угу ем мм
            давайте давай гаразд окей мабуть думаю нам наш наша наші ваш дуже котрий які яке привіт дякую прошу ваша
            """),
        [NotesLanguage.German] = Set("""
            der die das den dem des ein eine einer eines einem einen und oder aber doch nicht kein keine ich du er sie es wir ihr mich mir dich
            dir ihn ihm uns euch mein meine dein sein seine unser unsere euer ist sind war waren bin bist seid hat habe haben hatte hatten hast
            wird werden wurde worden wie was wer wo wann warum weil dass daß wenn als auch noch nur schon so dann da hier dort mit von vom zu
            zum zur bei beim auf aus an am in im ins für über unter nach vor durch gegen ohne um bis zwischen kann können könnte muss müssen
            soll sollen sollte will wollen mal ja nein okay ok genau also halt eben eigentlich vielleicht sehr mehr viel etwas alles nichts
            man sich dieser diese dieses diesem diesen jeder jede jedes andere anderen jetzt immer wieder gut äh ähm hm mhm naja quasi sozusagen
            danke bitte hallo denke glaube sagen gesagt machen gemacht geht gibt
            """),
        [NotesLanguage.Spanish] = Set("""
            de la que el en y a los del se las por un para con no una su al lo como más pero sus le ya o este sí porque esta entre cuando muy
            sin sobre también me hasta hay donde quien desde todo nos durante todos uno les ni contra otros ese eso ante ellos e esto mí antes
            algunos qué unos yo otro otras otra él tanto esa estos mucho quienes nada muchos cual poco ella estar estas algunas algo nosotros
            mi mis tú te ti tu tus ellas es soy eres somos son sea está estás estamos están fue era eran ser he has ha hemos han había tengo
            tiene tienen tenemos bueno pues entonces vale claro digamos osea eh mmm ok okay así ahora aquí ahí si vamos va voy creo hacer hola
            gracias favor cosa cosas bien puede pueden
            """),
        [NotesLanguage.French] = Set("""
            le la les l' un une des de du d' et ou où mais donc or ni car que qu' qui quoi dont ce cet cette ces c' ça cela je j' tu il elle on
            nous vous ils elles me m' te t' se s' lui leur y en ne n' pas plus moins très trop bien aussi alors après avant avec sans pour par
            sur sous dans entre chez vers comme si quand comment pourquoi est sont était étaient être suis es sommes êtes a ai as avons avez
            ont avait avoir fait faire va vais vont aller peut peux peuvent pouvoir mon ma mes ton ta tes son sa ses notre nos votre vos au aux
            même tout tous toute toutes autre autres quelque quelques chose choses là ici oui non ouais euh ben bah bon voilà hein ok okay
            d'accord enfin quoi genre merci bonjour faut crois pense dire dit
            """),
        [NotesLanguage.Portuguese] = Set("""
            de a o que e do da em um para é com não uma os no se na por mais as dos como mas foi ao ele das tem à seu sua ou ser quando muito há
            nos já está eu também só pelo pela até isso ela entre era depois sem mesmo aos ter seus quem nas me esse eles estão você tinha foram
            essa num nem suas meu às minha têm numa pelos elas havia seja qual será nós tenho lhe deles essas esses pelas este fosse dele tu te
            vocês vos lhes meus minhas teu tua nosso nossa nossos nossas dela esta estes estas aquele aquela isto aquilo estou estamos são somos
            sou vai vou vamos gente então aí tá né bom ok okay é tipo assim agora aqui lá sim coisa coisas fazer acho pode podem oi olá obrigado
            obrigada favor bem
            """),
    }.ToFrozenDictionary();

    private static readonly FrozenSet<string> Any = Lists.Values.SelectMany(list => list).ToFrozenSet(StringComparer.Ordinal);

    /// <summary>The list of a language; of an unknown one, all lists together.</summary>
    public static FrozenSet<string> Of(NotesLanguage language) => Lists.GetValueOrDefault(language, Any);

    /// <summary>The languages there are lists of.</summary>
    public static IEnumerable<NotesLanguage> Languages => Lists.Keys;

    private static FrozenSet<string> Set(string words) =>
        words.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries).ToFrozenSet(StringComparer.Ordinal);
}
