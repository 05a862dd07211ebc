"""How people complain, worry and help themselves: constructions whose other side is what design should do."""

from __future__ import annotations

from analysis.engines.local.english.asking import ADVERBS, ME, constructions
from analysis.engines.local.english.lexicon import inflected

_HARD = r"(?:hard|difficult|tricky|tough|impossible|challenging|not easy|painful)"
_VERY = (
    r"(?:really |very |quite |so |too |often |also |sometimes |just |pretty |all |incredibly |"
    r"extremely |always |still )*"
)
_DOES_NOT = r"(?:doesn['’]t|does not|don['’]t|do not|won['’]t|will not|can['’]t|cannot|didn['’]t|did not)"
_NOT_KNOW = (
    rf"(?:{ME} {ADVERBS}(?:don['’]t|do not|never|didn['’]t|did not) {_VERY}(?:know|understand|see)|"
    r"\b(?:nobody|no one|no-one) (?:really |ever |ever really )?(?:knows?|knew|understands|tells "
    r"me|can tell me|can say)|"
    rf"{ME}(?:['’]ve| have|['’]ve got| have got| had)? no idea|(?:^|, )no idea|"
    rf"\bI(?:['’]m| am) {_VERY}(?:not sure|unsure)|\bit(?:['’]s| is) {_VERY}{_HARD} to (?:know|"
    rf"tell|say|see)|(?:^|, )not sure)"
)
_BAD = "|".join(
    (
        "unclear confusing complicated complex cryptic slow clunky cumbersome awkward frustrating annoying "
        "irritating overwhelming daunting intimidating stressful tedious boring painful subjective fragmented "
        "scattered inconsistent unreliable expensive pricey small tiny long noisy loud hidden buried outdated "
        "time-consuming time-intensive limited disappointing poor bad terrible awful useless horrible messy "
        "repetitive unpredictable misleading rigid restrictive inflexible chaotic unfair impersonal cluttered "
        "crowded buggy laggy inaccurate wasteful ridiculous infuriating rushed"
    ).split()
)

HARMS = (
    "lose miss ruin waste break slow crash drain interrupt block distract confuse cause prevent ignore contradict "
    "squeeze annoy bother scare frighten hide delete overwrite fail bury replace threaten undermine "
    "hurt cost punish mislead "
    "exclude delay duplicate flood overload expire freeze disconnect reset clash spoil steal kill"
).split()
_HARMING = "|".join(
    sorted(
        {form for verb in HARMS for form in (verb, *(inflected(verb, tag) for tag in ("VBZ", "VBD", "VBG")))}, key=len
    )[::-1]
)
_STUCK = (
    r"(?:stuck|lost|alone|confused|overwhelmed|worried|afraid|scared|stressed|frustrated|late|"
    r"left out|rushed|tricked|judged|"
    r"ignored|stupid|embarrassed|anxious|exhausted|helpless|pressured|rejected|watched|behind|"
    r"out of the loop|in the dark)"
)

COMPLAINED = constructions(
    "implied",
    (
        "turn",
        (
            rf"{ME} {ADVERBS}(?:find|found) (?P<np>(?:the |my |our |a |an )[\w’' -]{{3,40}}?) "
            rf"{_VERY}(?P<adj>(?:{_BAD}))\b"
        ),
    ),
    (
        "way",
        rf"(?:\bthere['’]?s {_VERY}|^)no (?:good |easy |clear |simple |quick |real |obvious )?way (?:to|of) (?P<vp>.+)",
    ),
    (
        "np",
        (
            rf"\bthere(?:['’]s| is| are|['’]re| was| were) {_VERY}(?:no|not enough|hardly any|not any)"
            rf" (?P<np>(?!one\b|problems?\b|issues?\b|doubt\b).+)"
        ),
    ),
    (
        "np",
        rf"{ME} {ADVERBS}(?:have|has|had) {_VERY}no (?P<np>(?!idea|choice|problem|trouble|issue|time\b|accidents?).+)",
    ),
    ("np", rf"{ME} {ADVERBS}(?:don['’]t|do not) have (?:enough |the |access to )(?P<np>.+)"),
    ("np", r"^(?:the )?(?:lack of|lacks|lacking|missing|not enough|no) (?P<np>(?!idea|problem|issue|blood)\w+.+)"),
    (
        "easy",
        (
            rf"{ME} {ADVERBS}(?:struggle|am struggling|find it {_VERY}(?:hard|difficult)|have trouble|"
            rf"have a hard time) "
            r"(?:to |with )?(?P<vp>.+)"
        ),
    ),
    ("easy", rf"(?:\b(?:it['’]s|it is|it was|it can be) {_VERY}|^){_HARD} to (?P<vp>.+)"),
    (
        "easier",
        (
            rf"(?:^|[,–] |\b(?:but|and|because|that) )(?P<np>(?:the|my|our|a|an) [\w’' -]{{3,40}}?)"
            rf" (?:is|are|was) {_VERY}{_HARD} to (?P<vp>\w.+)"
        ),
    ),
    (
        "seen",
        (
            rf"(?:{ME} {ADVERBS}|^)(?:didn['’]t|did not|couldn['’]t|could not|can['’]t|cannot|never)"
            rf" {_VERY}(?P<v>see|find|notice|understand|read|hear|reach|spot) (?P<np>(?!what|where|"
            rf"which|why|how|who|when|if|whether|that|it\b|them\b).+)"
        ),
    ),
    (
        "enable",
        (
            rf"(?:{ME} {ADVERBS}|^)(?:can['’]t|cannot|can not|couldn['’]t|could not|am not able to|"
            rf"are not able to|am unable to|"
            r"unable to|not able to) (?:really |easily |always |even |just |actually )*(?P<vp>(?!imagine|"
            r"wait|help|complain|"
            r"fault|speak|remember|think|believe|say|tell|improve)\w+.+)"
        ),
    ),
    ("wh", rf"{_NOT_KNOW} (?:about )?(?P<wh>(?:what|where|which|why|how|who|when|if|whether)\b.+)"),
    (
        "tell",
        (
            r"\b(?:nobody|no one|no-one) (?:tells|told|ever told|has told|informed|warned) (?:me|us|"
            r"you|them|people) (?:about )?(?P<rest>.+)"
        ),
    ),
    (
        "somebody",
        (
            r"\b(?:nobody|no one|no-one) (?P<v>shows|explains|writes|checks|answers|owns|updates|tests|"
            r"reads|listens|asks|teaches|trains|helps) (?P<rest>.+)"
        ),
    ),
    (
        "makes",
        (
            rf"(?:^|[,–] |\b(?:but|and|because|so) )(?P<np>(?:the|our) [\w’'-]+(?: [\w’'-]+){{0,2}})"
            rf" {_DOES_NOT} (?P<vp>(?:show|tell|say|let|allow|support|sync|display|offer|include|explain|"
            rf"remember|save|export|recognise|recognize|connect|load|give|send|update|fit|match|reflect)"
            rf"\b.*)"
        ),
    ),
    (
        "spare",
        (
            rf"{ME} {ADVERBS}(?:have|had) to (?:go (?:in )?and )?{ADVERBS}(?P<vp>(?:(?:constantly|manually|always|"
            r"repeatedly|still|even) )?\w+.+)"
        ),
    ),
    ("spare", r"^(?:had|have|has) to (?P<vp>\w+ \w+.+)"),
    (
        "hate",
        rf"{ME} {ADVERBS}(?:hate|dislike|can['’]t stand|dread) (?P<np>(?!it\b|that\b|this\b|when\b|how\b|to\b)\w+.+)",
    ),
    ("spare", rf"{ME} {ADVERBS}hate to (?P<vp>.+)"),
    (
        "time",
        (
            rf"{ME} {ADVERBS}(?:waste|wasted|lose|lost|spend|spent) (?:so |too |far too )?(?:much|a "
            rf"lot of|lots of|hours|ages|days|half \w+|time|the|my|whole|\w+ (?:hours|minutes|days)"
            rf")(?: of)?(?: my| the)?(?: time| day| evening| week)? (?:on )?(?P<ing>\w+ing .+)"
        ),
    ),
    (
        "miss",
        (
            rf"{ME} {ADVERBS}(?:miss|missed|have missed|overlook|overlooked) (?P<np>(?!it\b|that\b|"
            rf"out\b|the (?:old|days)).+)"
        ),
    ),
    ("remind", rf"{ME} {ADVERBS}(?:forget|forgot) to (?P<vp>.+)"),
    ("remind of", rf"{ME} {ADVERBS}(?:forget|forgot) (?:about )?(?P<np>(?:the|my|our|a|an)\b.+)"),
    (
        "lose",
        (
            rf"(?:{ME} {ADVERBS}|^|, )(?P<v>lose|lost|miss|missed) (?P<np>(?!out\b|track\b|it\b|them\b|"
            rf"that\b|the (?:old|days)\b|my train|time\b|weight\b|contact\b|\d|one\b|two\b|three\b|"
            rf"last\b|yesterday\b)\w+.*)"
        ),
    ),
    (
        "stop",
        (
            rf"(?:^|[,–] |\b(?:but|and|because|so|that) )(?P<np>(?:the |my |our |these |those |some "
            rf"|most |\w+ )?[\w’'-]+(?: [\w’'-]+){{0,3}}?) (?:can |will |often |always |just |sometimes "
            rf"|usually |really |keeps? |kept )*(?P<v>{_HARMING}) (?P<rest>\w+.*)"
        ),
    ),
    (
        "stop passive",
        (
            r"^(?P<np>[\w’'-]+(?: [\w’'-]+){0,5}?) (?:gets?|got) (?P<v>\w+(?:ed|t|n)) (?P<rest>(?:as|"
            r"by|for|in|at|when|because)\b.+)"
        ),
    ),
    (
        "feel",
        (
            rf"(?:(?:\bI|\bwe|\byou|\bpeople|\bit makes me|\bmakes you|\bmakes us|\bmade me) {ADVERBS}(?:feel|"
            rf"felt)|^felt) {_VERY}(?:a bit |a little )?(?P<adj>{_STUCK}\b)"
        ),
    ),
    (
        "be",
        rf"(?:\b(?:I|we|you|people)(?:['’]m|['’]re| am| are| was| were| get| got)) {_VERY}(?P<adj>{_STUCK}\b[^,;–]*)",
    ),
    (
        "takes",
        (
            r"\b(?:it|this|that|which|process|system|everything) (?:\w+ )?(?:takes?|took) (?:me |us "
            r"|people |you |them )?(?P<q>[\w -]{2,30}?) (?:just )?to (?P<vp>.+)"
        ),
    ),
    ("gives up", rf"(?:{ME} {ADVERBS}|^)(?:give|gave) up (?P<rest>(?:on|after|because|when)\b.+)"),
    (
        "lets",
        (
            rf"(?:^|[,–] |\b(?:but|and|because|so) )(?P<np>(?:the|our|these|those|my) [\w’'-]+(?: [\w’'-]+)"
            rf"{{0,3}}?) (?:does|do) ?(?:n['’]t| not) {_VERY}(?P<vp>(?!know why|like|want|need|have|"
            rf"care|matter|seem|believe|mind|come|happen|look|feel|mean|agree)\w+ .+)"
        ),
    ),
    ("remind that", rf"{ME} {ADVERBS}(?:forget|forgot) (?:that )?(?P<rest>(?!to\b|about\b|it\b|what\b|how\b)\w+ .+)"),
    ("improve", r"^(?:poor|bad|terrible|limited|weak|lousy|inconsistent|insufficient) (?P<np>\w+.+)"),
    ("wait", r"\b(?:wait|waiting|waited|waits) (?:\w+ ){0,3}?for (?P<np>(?:the|a|an|my|our|your|their)\b.+)"),
    (
        "trust",
        (
            rf"{ME} {ADVERBS}(?:don['’]t|do not|didn['’]t|did not|can['’]t|cannot) {_VERY}(?:trust|"
            rf"rely on|believe in) (?P<np>(?:the|my|our|a|an|what)\b.+)"
        ),
    ),
    ("too much", r"\btoo (?:many|much) (?P<np>(?!of\b|to\b|for\b|times?\b)[\w’'-]+(?: [\w’'-]+){0,3})"),
    ("avoid", rf"{ME} {ADVERBS}(?:end|ended) up (?P<ing>\w+ing .+)"),
    (
        "avoid",
        (
            rf"{ME} {ADVERBS}(?:keep|kept) (?P<ing>(?!meaning|trying|thinking|going|telling|learning|"
            rf"coming|experimenting)\w+ing .+)"
        ),
    ),
    (
        "keep",
        (
            r"\b(?P<np>[\w' -]{3,50}?) (?:gets?|got|is|are|keeps? getting) (?:lost|buried|forgotten|"
            r"overlooked|ignored|missed)\b"
        ),
    ),
    (
        "turn",
        (
            rf"(?:^|[,–] |\b(?:but|and|because|that|so|find|found) )(?P<np>(?:the |my |our |a |an |"
            rf"this |their )?[\w’'-]+(?: [\w’'-]+){{0,4}}?) "
            rf"(?:is|are|was|were|gets|feels|felt|can be|seems|seem) {_VERY}(?:a bit |a little |kind "
            rf"of |sort of )?(?P<adj>(?:{_BAD}))\b"
        ),
    ),
)
