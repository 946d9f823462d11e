"""Stems: what a word is compared by, which is what it folds to without the endings of its language."""

import functools
import hashlib
import re
import unicodedata
from collections.abc import Callable, Iterator, Sequence
from itertools import islice, product, takewhile

import Stemmer

from monitor.matching.fold import FOLDED, POSSESSIVE, UNSEEN, VERSION, Known, Tokens, fold
from monitor.matching.language import has_letter_of
from monitor.matching.letters import unmixed

_SNOWBALL = {"hi": "hindi", "pt": "portuguese", "es": "spanish", "fr": "french", "ru": "russian", "de": "german"}
ACCENTED = frozenset(("vi",))
"""The languages in which a word with another accent is another word: bộ đội are soldiers, bỏ đói is to starve."""
AGREEING = ("es", "fr", "pt")
"""The languages in which the first word of a phrase has the plural's ending: olas de calor, incendios forestales."""
STEMMED = frozenset((*_SNOWBALL, "ar", *ACCENTED))
"""The languages whose stems are other than those of "en"."""
# British spellings made American before the stemmer, which would take "centres" and "center" apart.
_FORMS = (
    ("(?<=..[tb])", "re", " s", "er"),
    ("^(cent|theat|met|lit)", "r", "ed ing", r"\1er"),
    ("(?<=...)", "is", "e ed es er ers ing able ation ations ational", "iz"),
    ("(?<=..)", "ys", "e ed es er ers ing", "yz"),
    ("(?<=...)", "our", " s ed ing er ers able", "or"),
    ("^(def|off|pret|lic)", "enc", "e es ed ing", r"\1ens"),
    ("", "gramme", " s", "gram"),
    ("^", "buses", "", "bus"),
    ("^", "gases", "", "gas"),
)
"""What stands in front of what is British, what may follow it, and what is American."""
_BRITISH = [
    (re.compile(f"{before}{british}(?=(?:{ends.replace(' ', '|')})$)"), american)
    for before, british, ends, american in _FORMS
]
_BRITISH_ENDS = tuple(british + end for _, british, ends, _ in _FORMS for end in ends.split(" "))
"""How all of these end, for few words do: to ask that first takes a tenth of the time, which is four fifths of what a
word of English costs that is met first (measured)."""
# Words in -ise that no spelling writes with a z, by what stands before it: their other forms (supervision) have none.
_ALWAYS_S = re.compile(
    "(?:adv(?:ert)?|chast|circumc|compr(?:om)?|conc|dem|desp|dev|disgu|enterpr|exc|exerc|expert|franch|improv|inc"
    "|merchand|parad|prec|prem|prom|rev|superv|surpr|telev|treat)is(?:e|ed|es|er|ers|ing|able|ation|ations|ational)$"
)
# Arabic writes "and", "in", "for", "as" and the article onto the word, and "his", "her", "their" behind it. The article
# can be told: it goes, with what stands before it. The others cannot, for many words begin with such a letter (Beijing
# is not "in Keen"): a word that is looked for is looked for with each of them in front.
_ARTICLES = re.compile("^[وف]?(?:[بك]?ال(?=.{3})|لل(?=.{3}))")
_PARTICLES = ("و", "ف", "ب", "ل", "ك", "وب", "ول")
_WITH_ARTICLES = ("ال", "وال", "بال", "لل", "ولل")
_SHORTEST = 4
"""Letters of a stem without its ending that may have a particle in front; a shorter one would be other words."""
_SHORTEST_HOST = 4
"""Letters of a word without an article that may have these in front, which begin fewer words than the others."""
_COMMON_PARTICLES = ("و", "ف", "ل")
_ENCLITIC = re.compile("(?<=.{4})(?:هما|هم|هن|ها|نا|كم)$|(?<=...)ه$")
_ACCUSATIVE = re.compile("(?:ًا|اً)$|(?<=...[^ياً])ا$")
_PLURAL = re.compile("(?<=...)ات$")
_ENDING_WITH_HAMZA = re.compile("(..+[^اوي]ئ)(?:ون|ين|ان|ات|و|ة)?").fullmatch
"""Words whose last letter is folded otherwise in front of each ending: لاجئ, لاجئون, لاجئين. Behind a long vowel it is
another letter where nothing follows: أبناء, أبنائهم."""
# Where Snowball takes the plural's own letters for an ending, or leaves them: россиян (and not "Russia"), девушек.
_RUSSIAN_PEOPLE = re.compile("(?:[ьти]ян|влян|млян|рмян|славян|ждан|(?<!дер)жан|чан|иан|льман)$")
_RUSSIAN_ONE = re.compile("(?<=[ая]н)ин(?:а|у|ом|е|)$")
# Nouns of which it cuts what ends many verbs, though not of their other forms: бандит would be one with банда.
_RUSSIAN_NOUN = re.compile(
    "(?:(?:артр|ауд|банд|бронх|виз|гастр|гепат|депоз|дефиц|динам|кред|лим|менинг|параз|профиц|самм|транз|энцефал)ит"
    "|(?:арх|гат|зит|кт|масс|мат|мот|пасс|перат|(?:за|на|от|при|про|раз)л)ив|(?:(?<!к)р|з)ыв|остров)$"
)
_RUSSIAN_PLURAL = re.compile(
    "(?<=...)(?:(?<=[нш])о|(?<!пот)(?<!^ист)(?<!вост)(?<!нат)(?<!рит)(?<!отт)(?<=т)о|(?<=[шжч])е"
    "|(?<=[вдзмп])о|(?<!глуб)(?<=б)о|(?<!бл)(?<!^[мвп]ол)(?<=л)о|(?<!^выс)(?<=с)о|(?<=[ауе]р)о)(?=к$)"
)
_RUSSIAN_COUNTRY = re.compile("^(дуб|кит|парагв|уругв|шанх)ая$")
"""Genitives that end as adjectives do."""
# A vowel that the singular alone has: китаец and китайцы, владелец and владельцы, отец and отцы.
_RUSSIAN_MAN = (
    (re.compile("(?<=[аеиоу])ец$"), "йц"),
    (re.compile("(?<=.л)(?<!бегл)(?<!нагл)(?<!подл)ец$"), "ьц"),
    (
        re.compile(
            "(?<=..)(?<![аеилоу])(?<!близн)(?<!горд)(?<!жн)(?<!жр)(?<!кузн)(?<!лж)(?<!льст)(?<!мертв)(?<!мудр)(?<!сп)"
            "(?<!хитр)(?<!храбр)(?<!черн)(?<!чт)(?<!шв)ец$"
        ),
        "ц",
    ),
)
# Plurals of which it leaves another stem than of their singulars. Those that end as other words do are listed: avances
# are no avanz, and royaux is no royau. What is as short as mães, bens and mais is most often no such plural; and of
# what ends in "em", as Queens would, the stemmer may leave a word that stands in every text: "que".
_PLURALS = {
    "pt": (
        ("coes$", "ções"),
        ("(?<=..)ões$|(?<=[çeisx])oes$|(?<=[ln]h|[dt]r)oes$|(?<!^m)ães$", "ão"),
        ("(?<=..[iouéêíóú])(?<!^marti)ns$", "m"),
        ("((?:[airu]g|hom|jov|lobisom|nuv|ord|^tot|^tr|^[ií]t)e)ns$", r"\1m"),
        ("(?<=..)(?<!jam)ais$", "al"),
        ("(?<=..)éis$|(?<=.[nuv])eis$", "el"),
        ("(?<=.[bcdgst])eis$", "il"),
        ("(arr|civ|erf|fuz|infant|ost|udant|ven)is$", r"\1il"),
        ("(?<=..)(?<!her)óis$", "ol"),
    ),
    "es": (
        (
            "^(lu|ve|pe|[jn]ue|cru|ra[ií]|nari|(?:porta|alta|)vo|andalu|feli|infeli|capa|incapa|efica|inefica|.*tri"
            "|disfra|antifa|secua|velo|fero|atro|preco|auda|tena|aprendi|l[aá]pi|tapi|mati)ces$",
            r"\1z",
        ),
    ),
    "fr": (
        (
            "^(achet|basket|coiff|cherch|chôm|chant|dans|football|handball|jou|livr|march|ment|nag|pass|serv|ski"
            "|travaill|tu|vend|vol)euses?$",
            r"\1eur",
        ),
        ("(?<!^m)(?<!^cic)(?<!^b[eé])(?<!^p)atrices?$", "ateur"),
        ("(?<=[^a]t)rice$|(?<=[^a]t)(?<!direct)rices$", "eur"),
        ("^(berg|boulang|étrang|horlog|lég|ménag|mensong|messag|passag)ers?$", r"\1ère"),
        ("^(capti|jui|veu)ves?$", r"\1f"),
        ("(?<=..[^o]u)s$", ""),
        ("^(f|j|enj|li|mili|chev|nev|av|désav|di|hébr|essi)eux$", r"\1eu"),
        ("^(trav|vitr|cor|b|soupir|vant)aux$", r"\1ail"),
        ("^(al|b|h|j|n|t)([ou]y)aux$", r"\1\2au"),
    ),
    "hi": (
        ("ँ", "ं"),
        ("(?<=.न)ि(?:यां|यों)$", "ी"),
        ("^(न|ग)यी$", r"\1ई"),
        ("^(न|ग|हु)ये$", r"\1ए"),
        ("^रुपए$", "रुपये"),
    ),
    "de": (
        ("(?<=zent)ren$", "rum"),
        ("(?<=mus)een$", "eum"),
        ("(?<=risik)en$", "o"),
        ("(?<=firm)en$|(?<=them)en$", "a"),
        ("(?<=vir)en$", "us"),
        ("(?<=[aeo]tik)a$|(?<=enerik)a$", "um"),
        ("(?<=...[dgrst])innen$", "in"),
    ),
}
_PLURAL_LETTERS = {"pt": ("s",), "es": ("s",), "fr": tuple("ersx"), "de": tuple("an")}
"""The last letters of all of a language's plurals: most of its words end otherwise, and to see that takes half the time
of asking for all of them, or less (measured)."""
# English plurals without an ending of their own, and what may stand before them; without those that are as often verbs:
# lives, leaves.
_ENGLISH_PLURALS = {
    before + one: before + several
    for one, several, all_before in (
        ("man", "men", " air business con congress crew fire fisher gun hit law police sales sea service spokes"),
        ("woman", "women", " business congress police sales service spokes"),
        ("child", "children", " grand school step"),
        ("wife", "wives", " house mid"),
        ("crisis", "crises", ""),
        ("knife", "knives", ""),
        ("thief", "thieves", ""),
    )
    for before in all_before.split(" ")
}
_SPANISH_PLURALS = {
    one: f"{one}es"
    for one in (
        "alquiler amanecer bachiller cadaver caracter certamen cesped chofer ciudad crater crimen dictamen enfermedad"
        " escolar examen hogar huesped imagen joven lider lugar margen militar mitad mujer nuclear origen popular"
        " quehacer regimen resumen similar taller virgen volumen"
    ).split()
}
"""Spanish ones, folded, of whose singular the stemmer takes the end for a verb's."""
_OTHER_NUMBER = {
    language: plurals | {more: one for one, more in plurals.items()}
    for language, plurals in (("en", _ENGLISH_PLURALS), ("es", _SPANISH_PLURALS))
}
"""For each of a language's plurals and what it is the plural of the other."""
_ADDED = frozenset("s es d ed ing".split())
_CUT, _DOUBLING = frozenset("s es ed ing".split()), ("ed", "ing")
"""English endings that tell that a word in a text of another language is English, and those that may be cut off one
that is looked for; E and D are the ends of too many words of others. Two of these double the letter in front of them:
scam, scamming."""
_SHORTEST_INFLECTED, _SHORTEST_CUT = 4, 5
"""Letters that both words have in common at least where the one in the text is the longer, and where it is the shorter;
of a plural that ends with a consonant one fewer."""
_MOST_WAYS = 16
"""Ways to write a phrase in which several such words stand."""
_BEFORE_ENDINGS = (
    ("ம்", ("ம", "த்த")),
    ("ஸ்", ("ஸ", "ச")),
    ("ு", ("",)),
    *((virama, ("",)) for virama in "\u094d\u09cd\u0a4d\u0acd\u0b4d\u0bcd\u0c4d\u0ccd\u0d4d\u0dca"),
)
"""How the beginning of a word may end, and what stands there instead where the word goes on."""
_VIETNAMESE = re.compile(
    "(?:b|c|ch|d|g|gh|gi|h|k|kh|l|m|n|ng|ngh|nh|p|ph|qu|r|s|t|th|tr|v|x)?[aeiouy]{1,3}(?:c|ch|m|n|ng|nh|p|t)?"
)
"""A syllable, without its accents: every word of Vietnamese is one or written as several."""
_ARABIC_POINTS = re.compile("[\u0610-\u061a\u0640\u064b-\u065f\u0670\u06d6-\u06ed]+")


def fingerprint() -> int:
    """A number above zero that is another where words may fold, or be stemmed, otherwise: by our own rules, by another
    release of the stemmer, by another table of Unicode. What was made of words before is made anew then.
    """
    made_by = repr((VERSION, Stemmer.version(), unicodedata.unidata_version))
    return 1 + int.from_bytes(hashlib.sha256(made_by.encode()).digest()[:6])


def stem(word: str, language: str = "en") -> str:
    """What a word as it stands in a text is compared by: folded, and without the endings of its language.

    Languages whose stemmers ruin words, and scripts other than a language's own, keep all but English endings.
    """
    return _stemming(language)(word)


def stems(found: Tokens, language: str) -> list[str]:
    """The stems of all tokens of a text."""
    return [*map(_stemming(language), found.written if language in STEMMED else found.words)]


def stems_with(base: str, endings: Sequence[str], language: str) -> list[str]:
    """The stem, in a language of which Snowball cuts the words, of what is folded but for accents with each of these
    endings: in half the time of one after the other (measured)."""
    forms = [_singular(base + ending, language) for ending in endings]
    shorts = _stemmer(_SNOWBALL[language]).stemWords(forms)
    return [
        short if short.isascii() and short else fold(short) or fold(base + ending)
        for short, ending in zip(shorts, endings, strict=True)
    ]


def _english(word: str) -> str:
    folded = fold(word)
    if len(folded) < 3 or not folded.isascii() or not folded.isalpha():
        return folded
    if folded.endswith(_BRITISH_ENDS) and not _ALWAYS_S.match(folded):
        for british, american in _BRITISH:
            folded = british.sub(american, folded)
    short = str(_stemmer("english").stemWord(folded))
    # The stemmer leaves the double letter of "expelled" and "travelling".
    return short[:-1] if len(short) > 4 and short.endswith("ll") else short


_ENGLISH = Known(_english, 50_000)


def _arabic(word: str) -> str:
    if word.isascii():
        return _english(word)
    bare = _ARABIC_POINTS.sub("", _ACCUSATIVE.sub("", unicodedata.normalize("NFC", word)))
    bare = _ARTICLES.sub("", bare)
    host = _ENCLITIC.sub("", bare)
    if host != bare and len(host) > 3 and host[-1] == "ت" and host[-2] != "ا":
        host = f"{host[:-1]}ة"  # which is what a teh marbuta turns into before "his" and "their"
    if whole := _ENDING_WITH_HAMZA(host):
        return fold(whole[1])
    # The stemmer knows شبكة but not its plural.
    folded = fold(_PLURAL.sub("ة", host))
    short = _stemmer("arabic").stemWord(folded)
    # It takes letters for particles that are the word's own: only the end that it cuts off is.
    return folded[: folded.index(short) + len(short)] if short and short in folded else folded


def with_particles(word: str, language: str) -> list[str]:
    """An Arabic word with each of the particles in front that are written onto it; nothing of other languages."""
    if not _is_arabic(word, language):
        return []
    bare, short = _ARTICLES.sub("", fold(word)), stem(word, language)
    if bare == short or len(short) >= _SHORTEST:
        return [particle + word for particle in _PARTICLES]
    return [particle + word for particle in _COMMON_PARTICLES] if len(bare) >= _SHORTEST_HOST else []


def in_other_numbers(words: Sequence[str], language: str = "en") -> Iterator[tuple[str, ...]]:
    """The words of an English or Spanish phrase with one or more in the other number that no ending tells: child and
    children, mujer and mujeres.

    They have two stems, for what labelled entries taught of one does not hold for the other.
    """
    known = [_OTHER_NUMBER[language].get(fold(word)) for word in words]
    if any(known):
        ways = product(*((word, other) if other else (word,) for word, other in zip(words, known, strict=True)))
        yield from islice(ways, 1, _MOST_WAYS)


def is_vietnamese(word: str) -> bool:
    """Whether a word, as it is written, is one of Vietnamese by its letters: Mỹ and bắc, not Băsescu."""
    return has_letter_of(word.lower(), "vi") and _VIETNAMESE.fullmatch(fold(word)) is not None


def is_other_word(left: str, folded: str) -> bool:
    """Whether what is left of a word by English rules may be another in Vietnamese: "lao", labour, of Laos; and "men",
    yeast, for a man."""
    return left != folded and _VIETNAMESE.fullmatch(left) is not None


def common(one: str, other: str) -> str:
    """The letters with which two words begin both."""
    return "".join(a for a, _ in takewhile(lambda pair: pair[0] == pair[1], zip(one, other, strict=False)))


def is_english_form(meant: str, there: str) -> bool:
    """Whether a folded word that has the English stem of another one, in a text of another language, is that word as
    English inflects it: scams for scam, and the other way about where enough is left of it. Italian's dalla is none of
    Dallas, nor Malay's orang of orange, nor Portuguese's entre of enter."""
    meant, there = (f"{one[:-3]}y" if one.endswith("ies") else one for one in (meant, there))
    shared = common(meant, there)
    ours, theirs = meant[len(shared) :], there[len(shared) :]
    if not (ours or theirs):
        return True
    if theirs:
        # What an ending is added to may have lost its own.
        return len(shared) >= _SHORTEST_INFLECTED and theirs in _ADDED and (ours in _ADDED or ours in ("", "e"))
    if ours[:1] == shared[-1:] and ours[1:] in _DOUBLING:
        shared, ours = shared + ours[0], ours[1:]
    return ours in _CUT and len(shared) >= (_SHORTEST_CUT - (ours == "s" and shared[-1] not in "aeiou"))


def prefixes(beginning: str) -> list[str]:
    """The beginning of a word as words that go on are folded: an ending takes the place of what ends it alone.

    That is the sign that no vowel follows, in all scripts of India; in Tamil also the short U, and two of its
    consonants change.
    """
    folded = fold(beginning)
    for end, others in _BEFORE_ENDINGS:
        if folded.endswith(end) and len(folded) > len(end) + 1:
            return [folded.removesuffix(end) + other for other in others]
    return [folded]


def beginnings_with_particles(beginning: str, language: str) -> list[str]:
    """The beginning of an Arabic word with each particle, and the article, in front; nothing of other languages."""
    if not _is_arabic(beginning, language):
        return []
    return [particle + beginning for particle in (*_PARTICLES, *_WITH_ARTICLES)]


def _is_arabic(word: str, language: str) -> bool:
    """Whether a word of an Arabic text is in Arabic letters."""
    return language == "ar" and ord(fold(word)[0]) >> 8 == 0x06


@functools.cache
def _stemming(language: str) -> Callable[[str], str]:
    if language not in STEMMED:
        return _ENGLISH.__getitem__
    if language == "ar":
        return Known(_arabic, 50_000).__getitem__
    if language in ACCENTED:  # No word has an ending: "lao" (labour) is not what the stemmer makes of "Laos".
        return FOLDED.__getitem__
    is_latin = language not in ("hi", "ru")

    def stemmed(word: str) -> str:
        if word.isascii() and not is_latin:
            return _english(word)
        # Accents tell the stemmer one ending from another: it sees the word before they are folded.
        lowered = UNSEEN.sub("", unicodedata.normalize("NFC", POSSESSIVE.sub("", word)).lower())
        return fold(_without_ending(lowered, language)) or fold(word)

    return Known(stemmed, 50_000).__getitem__


def _without_ending(word: str, language: str) -> str:
    """A word without its ending, as Snowball cuts it but where that knows a form of it too little."""
    if language == "ru":
        word = _RUSSIAN_ONE.sub("", unmixed(word.replace("ё", "е")))
        if _RUSSIAN_PEOPLE.search(word) or _RUSSIAN_NOUN.search(word):
            return word
        word = _RUSSIAN_COUNTRY.sub(r"\1ай", _RUSSIAN_PLURAL.sub("", word))
        for one, several in _RUSSIAN_MAN if word.endswith("ец") else ():
            word = one.sub(several, word)
    return str(_stemmer(_SNOWBALL[language]).stemWord(_singular(word, language)))


def _singular(word: str, language: str) -> str:
    if not word.endswith(_PLURAL_LETTERS.get(language, "")):
        return word
    some, plurals = _plurals(language)
    # Most words are none of these, and to ask for all at once takes a sixth to a third of the time (measured).
    for plural, singular in plurals if some.search(word) else ():
        word = plural.sub(singular, word)
    return word


@functools.cache
def _plurals(language: str) -> tuple[re.Pattern[str], list[tuple[re.Pattern[str], str]]]:
    """What any of a language's plurals looks like, and each with its singular."""
    plurals = _PLURALS.get(language, ())
    some = "|".join(f"(?:{plural})" for plural, _ in plurals) or "(?!)"
    return re.compile(some), [(re.compile(plural), singular) for plural, singular in plurals]


@functools.cache
def _stemmer(algorithm: str) -> Stemmer.Stemmer:
    return Stemmer.Stemmer(algorithm, 0)
