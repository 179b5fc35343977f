namespace ZoomAspire.Core.Notes;

internal sealed partial class Lexicon
{
    private static Lexicon English() => new()
    {
        Hesitations = Set("uh um uhm umm mm hmm hm mhm ah eh er erm uh-huh mm-hmm huh"),
        Openers = new("""
            so | yeah | yep | yes | okay | ok | well | and | but | now | then | right | oh | like | actually | basically | obviously | anyway |
            alright | all right | you know | i mean | you see | sort of | kind of | because | cause | cuz | also | plus | sure | great |
            good | cool | nice | perfect | exactly | absolutely | fine | look | listen | hey | hi | thanks | thank you | no worries | um |
            as i said | like i said | to be honest | honestly | or
            """),
        Tags = new("right | okay | ok | you know | yeah | isn't it | or something | or whatever | or so | and stuff | i mean | so | though | please | no | huh | see"),
        Danglers = Set("it that they he she this those these which who them him there such"),
        Personal = Set("i me my mine myself think guess maybe probably perhaps you your just really like mean thing stuff"),
        Logistics = new("""
            share my screen | sharing my screen | see my screen | my screen | hear me | can't hear | on mute | unmute | you 're muted |
            next slide | previous slide | recording | start the meeting | dial in | my microphone | my camera
            """),
        Fragments = Set("at in on of for from with by to being just than into onto "),
        Verbs = Set("""
            is are was were am be been being has have had do does did will 'll 's 're 've 'm would should could can must may might need needs
            want wants go goes went get gets got make makes made take takes took come comes came say says said know knows think thinks give
            gives gave find found use uses put puts show shows keep keeps let lets help helps see sees seem seems mean means work works isn't
            aren't wasn't weren't don't doesn't didn't can't won't couldn't shouldn't wouldn't haven't hasn't told built sent spent paid met
            led left lost cost costs begin began begun run runs requires require include includes depends
            """),
        InMeeting = new("""
            this meeting | this call | today 's meeting | today 's session | next slide | question again | another question | a question |
            one question | the question | on the record | move on | for me | this session | to order | these questions | inform you |
            present what | real soon | the meeting | next meeting | close the | underneath
            """),
        DecisionLeads = Set("think so and but then guess say believe yeah okay ok basically now today right well"),
        DecisionEnds = new("is approved | is agreed | is decided | is adopted"),
        QuestionStarts = Set("what when where who why how which whose is are do does did can could should will would have has shall was were must may don't isn't aren't"),
        Hypothetical = new("""
            if | unless | would | could | might | maybe | perhaps | possibly | probably | suppose | supposing | wish | hopefully | imagine |
            whether | should i | shall i | do i | hypothetically | in theory | ideally | would 've | let 's say | say i | assuming | in case |
            try to | 'd | or not | not sure | i guess | more or less | or we know | well not
            """),
        Negations = Set("not don't doesn't didn't won't can't cannot couldn't wouldn't shouldn't isn't aren't wasn't weren't haven't hasn't hadn't never no nobody none neither without"),
        Past = new("""
            last week | last month | last year | last time | last meeting | last quarter | last friday | last monday | last tuesday |
            last wednesday | last thursday | last summer | last winter | yesterday | previously | earlier | originally | initially |
            back then | ago | in the past | used to | had decided | had agreed | the other day | at first | before christmas |
            was supposed | were supposed | 've been trying
            """),
        Reports = new("""
            said | says | saying | told | tells | asked | asks | mentioned | promised | claims | claimed | wrote | thinks | thought | wants | wanted |
            they say | you say | they think | people think | you think | quote
            """),
        Promises = new("""
            i 'll | i will | i 'm going to | i am going to | i 'm gonna | i 'll go ahead and | i 'll make sure to | i 'll be sure to
            """),
        Duties = new("i need to | i have to | i 've got to | i 'll have to | i must"),
        SoftVerbs = Set("""
            talk speak present summarize summarise check open close move change sort get bring put make drop ask add delete remove call read
            share create clarify confirm analyse analyze inform notify verify invite post
            meet follow reach set plan estimate report sign write mail design test apply review build order print
            """),
        StrongPhrases = new("""
            talk to | talk with | speak to | speak with | check with | check whether | check if | check the | get back | put together | reach out |
            follow up | set up | sort out | ask the | ask her | ask him | ask them | ask our | add it to | add that to | call the | call him |
            call her | meet with | write the | write up | write a | write to | review the | test the | build the | build a | order the | order a |
            share the doc | share the document | share the file | share the slides | share the link | share the notes | share the minutes |
            share the deck | share the report | create a | create an | create the | print the | sign up | sign the | report back | design the | design a
            """),
        Adverbs = Set("also just then definitely quickly please kindly still quick first and personally certainly always maybe"),
        ActionVerbs = Set("""
            send email mail write draft prepare update check review schedule book call phone contact follow set create fix finish ask order
            organize organise investigate add upload publish reach circulate deliver submit make put ping forward arrange confirm test deploy
            file share post document compile collect gather summarize summarise research design build implement invite coordinate talk speak
            meet present buy print sign register apply clean merge release ship rewrite revise translate analyse analyze estimate plan
            change move remove delete open close reserve notify inform message migrate verify clarify sort get bring speak report drop
            """),
        AskingVerbs = Set("check see ask confirm know verify find clarify"),
        Requests = new("""
            can you | could you | will you | would you | please | you need to | you should | i need you to | i 'd like you to |
            i want you to | are you able to | can you please | could you please | would you mind
            """),
        Futures = new("will | 'll | is going to | 's going to | is gonna | has to | needs to | must | is to"),
        Needs = new("we need to | we have to | we must | we 've got to | we should | we 'll | we will | we 're going to | we 're gonna | we are going to"),
        Someone = new("someone needs to | somebody needs to | someone has to | somebody has to | someone should | somebody should | someone must | action item is to | next step is to | to-do is to"),
        Acceptances = new("""
            yes | yeah | yep | sure | of course | okay | ok | absolutely | will do | no problem | i 'll | i will | i can | can do | on it |
            happy to | certainly | definitely | consider it done | gladly
            """),
        Refusals = new("no | nope | i can't | i cannot | sorry | i don't | i won't | not really | unfortunately | i 'm afraid | yes but | yeah but | sure but | maybe"),
        Days = Set("""
            monday tuesday wednesday thursday friday saturday sunday january february march april june july august september october november
            december tomorrow tonight today eod eow cob
            """),
        Spans = Set("day days week weeks month months quarter year weekend morning afternoon evening noon lunch meeting call sprint hour hours minutes christmas easter deadline launch release"),
        DayLeads = Set("by before next this until till within after coming following end beginning middle early late"),
        DayWords = Set("the of on in a an no later than at first thing couple few our at latest our one two three four five six seven ten night time"),
        Decisions = new("""
            we decided | we 've decided | we have decided | we agreed | we 've agreed | we have agreed | we 're agreed | we are agreed |
            it 's decided | it is decided | it 's agreed | it is agreed | that 's decided | that 's agreed | the decision is to | the decision is that |
            our decision is to | our decision is that | final decision is | let 's go with | we 'll go with | we will go with | we 're going with | we are going with |
            we 're gonna go with | we 're going to go with | let 's stick with | we 'll stick with | we will stick with |
            we 've settled on | we settled on | we 're settled on | motion is carried | motion carried | motion carries | motion is passed | resolved that | let 's settle on | we conclude that | so agreed |
            we 'll postpone | we 'll cancel | we will postpone | we will cancel | let 's postpone | let 's cancel | we 're postponing | we 're cancelling
            """),
        NotDecided = new("that | which | what | how | when | before | once | until | as | since | because | why | where | than | whatever | whichever | let me | things | everything | like | what if | the one"),
        Unanswered = new("""
            don't know | not sure | no idea | good question | find out | figure out | figure that out | look into | come back to | open question |
            have to ask | need to ask | have to check | need to check | can't say | hard to say | to be decided | to be determined | tbd |
            haven't decided | don't have an answer | nobody knows | no one knows | not clear | unclear
            """),
        OpenQuestions = new("""
            open question is | question remains | remains open | still open | still unclear | it 's unclear | it is unclear | we still need to decide |
            still have to decide | still need to figure out | still have to figure out | haven't decided | have not decided | don't know yet |
            still need to find out | still have to find out | we need to figure out | remains to be seen
            """),
        Persons = Set("i me my mine you your yours we us our ours"),
    };
}
