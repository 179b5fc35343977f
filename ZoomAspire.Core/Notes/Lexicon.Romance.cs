namespace ZoomAspire.Core.Notes;

internal sealed partial class Lexicon
{
    private static Lexicon Spanish() => new()
    {
        Hesitations = Set("eh em mm mmm hmm ah este"),
        Openers = new("bueno | pues | entonces | vale | sí | no | y | pero | o sea | claro | así que | a ver | mira | oye | es que | digamos | ok | okay | perfecto | bien | además"),
        Tags = new("no | verdad | vale | sabes | digamos | eh | de acuerdo | por favor"),
        Danglers = Set("él ella ellos ellas eso esto esa ese esos esas aquello ahí"),
        Personal = Set("yo me mi mis creo quizás tal vez solo"),
        Logistics = new("mi pantalla | me escuchan | me oyen | me oyes | en silencio | siguiente diapositiva | la grabación"),
        Hypothetical = new("si | quizás | quizá | tal vez | podría | podríamos | sería | a lo mejor | ojalá | intentaré | gustaría | supongamos"),
        Negations = Set("no nunca nadie ningún ninguna tampoco sin"),
        Past = new("ayer | la semana pasada | el mes pasado | el año pasado | la última vez | hace"),
        Reports = new("dijo | dice | dijeron | prometió | preguntó | comentó"),
        Promises = new("voy a | yo voy a"),
        Duties = new("tengo que"),
        PromiseForms = Set("enviaré mandaré prepararé escribiré revisaré llamaré pediré actualizaré crearé organizaré confirmaré reservaré contactaré haré compartiré programaré"),
        Adverbs = Set("también ya luego"),
        ActionVerbs = Set("""
            enviar mandar preparar escribir revisar llamar pedir actualizar crear organizar confirmar reservar contactar hacer compartir
            programar terminar corregir comprobar verificar coordinar hablar publicar enviarle mandarle enviarles subir enviarme enviarnos
            enviará mandará preparará escribirá revisará llamará actualizará creará organizará confirmará reservará hará
            """),
        Requests = new("puedes | podrías | puede usted | podría usted | por favor | pueden"),
        Needs = new("tenemos que | debemos | hay que | vamos a | necesitamos"),
        Someone = new("alguien tiene que | alguien debe"),
        Acceptances = new("sí | claro | por supuesto | vale | de acuerdo | sin problema | perfecto | lo haré | ok"),
        Refusals = new("no | no puedo | lo siento | sí pero"),
        Days = Set("lunes martes miércoles jueves viernes sábado domingo enero febrero abril mayo junio julio agosto septiembre octubre noviembre diciembre mañana hoy"),
        Spans = Set("semana semanas mes meses día días trimestre año mediodía reunión"),
        DayLeads = Set("antes para hasta próxima próximo esta este final fin dentro después en"),
        DayWords = Set("el la del de que viene al los dos tres por noche tarde"),
        Decisions = new("hemos decidido | decidimos | acordamos | hemos acordado | queda decidido | queda acordado | está decidido | la decisión es | está aprobado | queda aprobado | nos quedamos con"),
        NotDecided = new("que | cómo | cuándo | si | no | aún no | todavía no | lo que | porque | quién"),
        Unanswered = new("no sé | no sabemos | ni idea | no estoy seguro | no estoy segura | buena pregunta | hay que averiguar | hay que ver | no está claro"),
        OpenQuestions = new("pregunta abierta | queda pendiente | falta decidir | no está claro | todavía no hemos decidido | aún no hemos decidido | queda por decidir"),
        Persons = Set("yo me mi mis tú te ti tu tus usted su sus nosotros nos nuestro nuestra"),
    };

    private static Lexicon French() => new()
    {
        Hesitations = Set("euh heu hum hmm mm ah bah ben"),
        Openers = new("alors | donc | bon | bah | ben | oui | non | ouais | et | mais | voilà | en fait | du coup | enfin | tu sais | vous savez | je veux dire | d'accord | d' accord | okay | ok | écoutez | c' est-à-dire | bref"),
        Tags = new("hein | quoi | non | voilà | d' accord | tu vois | vous voyez | s' il te plaît | s' il vous plaît"),
        Danglers = Set("il elle ils elles ça cela ce c' ceux celle celui là"),
        Personal = Set("je j' me m' moi mon ma mes pense crois peut-être juste"),
        Logistics = new("mon écran | m' entendez | m' entends | en muet | diapositive suivante | l' enregistrement"),
        Hypothetical = new("si | s' il | peut-être | pourrait | pourrais | pourrions | serait | éventuellement | j' aimerais | on verra | essayer | essaierai | supposons"),
        Negations = Set("pas jamais personne aucun aucune sans non"),
        Past = new("hier | la semaine dernière | le mois dernier | l' année dernière | la dernière fois | il y a | à l' époque"),
        Reports = new("a dit | disait | dit que | a promis | a demandé"),
        Promises = new("je vais | j' vais"),
        Duties = new("je dois"),
        PromiseForms = Set("enverrai préparerai écrirai vérifierai appellerai demanderai créerai organiserai confirmerai réserverai contacterai ferai partagerai occupe mettrai"),
        Adverbs = Set("aussi ensuite vous lui leur te t' m' me en y les le la"),
        ActionVerbs = Set("""
            envoyer préparer écrire vérifier appeler demander créer organiser confirmer réserver contacter faire partager terminer corriger
            rédiger mettre planifier relire publier finir transmettre relancer commander occuper enverra préparera écrira vérifiera appellera
            """),
        Requests = new("peux-tu | pouvez-vous | tu peux | vous pouvez | pourrais-tu | pourriez-vous | est-ce que tu peux | est-ce que vous pouvez | s' il te plaît | s' il vous plaît"),
        Needs = new("on doit | nous devons | il faut | on va | nous allons"),
        Someone = new("quelqu'un doit | quelqu' un doit | il faut que quelqu'un"),
        Acceptances = new("oui | bien sûr | d' accord | d'accord | ok | okay | pas de problème | je m' en occupe | volontiers | entendu"),
        Refusals = new("non | je ne peux pas | désolé | désolée | oui mais | malheureusement"),
        Days = Set("lundi mardi mercredi jeudi vendredi samedi dimanche janvier février mars avril juin juillet août septembre octobre novembre décembre demain après-demain aujourd'hui"),
        Spans = Set("semaine semaines mois jour jours trimestre année midi réunion matin soir"),
        DayLeads = Set("avant d'ici d' jusqu'à prochaine prochain cette ce fin dans après pour"),
        DayWords = Set("la le de du l' ici à au en deux trois matin soir les"),
        Decisions = new("nous avons décidé | on a décidé | c' est décidé | il est décidé | nous avons convenu | on est d' accord pour | nous sommes d' accord pour | la décision est | est approuvé | est validé | c' est validé | on part sur"),
        NotDecided = new("que | ce que | comment | quand | si | pas | pas encore | parce que | pourquoi | qui"),
        Unanswered = new("sais pas | savons pas | aucune idée | pas sûr | pas sûre | bonne question | il faut vérifier | à voir | pas clair"),
        OpenQuestions = new("question ouverte | reste à décider | reste à savoir | pas encore décidé | ce n' est pas clair | n' est pas encore clair"),
        Persons = Set("je j' me m' moi mon ma mes tu te t' toi ton ta tes vous votre vos nous notre nos"),
    };

    private static Lexicon Portuguese() => new()
    {
        Hesitations = Set("é hum hmm ah eh ahn hã"),
        Openers = new("então | bom | bem | olha | tá | sim | não | e | mas | aí | tipo | assim | quer dizer | na verdade | enfim | ok | okay | beleza | certo | claro | pois"),
        Tags = new("né | tá | certo | sabe | não é | ok | tá bom | por favor"),
        Danglers = Set("ele ela eles elas isso isto esse essa aquilo aí lá"),
        Personal = Set("eu me meu minha acho talvez só tipo"),
        Logistics = new("minha tela | meu ecrã | me ouvem | me escutam | estão me ouvindo | no mudo | próximo slide | a gravação"),
        Hypothetical = new("se | talvez | poderia | poderíamos | seria | quem sabe | tomara | vou tentar | gostaria | digamos | caso"),
        Negations = Set("não nunca ninguém nenhum nenhuma sem nem"),
        Past = new("ontem | semana passada | mês passado | ano passado | da última vez | atrás | antigamente"),
        Reports = new("disse | diz | falou | prometeu | perguntou | comentou"),
        Promises = new("vou | eu vou"),
        Duties = new("tenho que | eu tenho que"),
        PromiseForms = Set("enviarei mandarei prepararei escreverei verificarei ligarei pedirei atualizarei criarei organizarei confirmarei farei"),
        Adverbs = Set("também já te lhe depois"),
        ActionVerbs = Set("""
            enviar mandar preparar escrever verificar ligar pedir atualizar criar organizar confirmar reservar contatar contactar fazer
            compartilhar partilhar agendar marcar terminar corrigir revisar conferir falar publicar
            """),
        Requests = new("você pode | pode | poderia | podes | por favor | vocês podem | consegue | consegues"),
        Needs = new("temos que | precisamos | a gente precisa | a gente tem que | vamos | devemos"),
        Someone = new("alguém precisa | alguém tem que"),
        Acceptances = new("sim | claro | com certeza | tá | tá bom | ok | pode deixar | sem problema | beleza | combinado"),
        Refusals = new("não | não posso | desculpa | sim mas | infelizmente"),
        Days = Set("segunda-feira terça-feira quarta-feira quinta-feira sexta-feira segunda terça quarta quinta sexta sábado domingo janeiro fevereiro março abril maio junho julho agosto setembro outubro novembro dezembro amanhã hoje"),
        Spans = Set("semana semanas mês meses dia dias trimestre ano reunião"),
        DayLeads = Set("até antes próxima próximo esta este final fim daqui após em depois"),
        DayWords = Set("a o da do de na no que vem duas dois três à noite manhã tarde"),
        Decisions = new("decidimos | a gente decidiu | ficou decidido | está decidido | combinamos | ficou combinado | a decisão é | está aprovado | foi aprovado | vamos ficar com"),
        NotDecided = new("que | como | quando | se | não | ainda não | o que | porque | quem"),
        Unanswered = new("não sei | não sabemos | nem ideia | não tenho certeza | boa pergunta | temos que ver | preciso verificar | não está claro"),
        OpenQuestions = new("questão em aberto | pergunta em aberto | falta decidir | ainda não decidimos | não está claro | fica pendente"),
        Persons = Set("eu me meu minha meus minhas tu te teu tua você vocês seu sua nós nos nosso nossa"),
    };
}
