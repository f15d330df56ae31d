"""Which words only tie others together?"""

from __future__ import annotations

# Articles, prepositions, conjunctions, pronouns and auxiliaries: none can be the last word of a headline. A
# word that is a noun in another of these languages is left out (French "car", Italian "dove", Dutch "door"):
# the list is asked without knowing the language.
_BY_LANGUAGE = {
    "en": """
        a an the of in on to at by for with from as and or but nor so than that which who whose whom
        this these those is are was were be been being has have had do does did will would can could may
        might shall should must not no its his her their our my your into over under about after before
        between against during through amid while when where if because since until unless without within
        upon per via it he she they we also more most very some any each every such toward towards onto
        among beyond whether either neither both
    """,
    "de": """
        der die das den dem des ein eine einen einem einer eines und oder aber mit von vom zu zum zur im
        am auf bei für aus nach vor über unter durch gegen ohne um als wie dass ob wenn weil ist sind war
        waren hat haben wird werden nicht sich auch dessen deren denen jede jeder jedes jeden jedem diese
        dieser dieses diesem diesen seine seiner seinen seinem ihre ihrer ihren ihrem kein keine keinen
        keinem keiner sowie sondern zwischen während seit bis beim ins ans
    """,
    "fr": """
        le la les un une du de des d l qu et ou mais à au aux en dans sur sous par pour avec sans que qui
        est sont ont ne pas se ce cet cette ces son sa ses leur leurs nos vos dont où comme quand lorsque
        depuis entre vers chez contre après avant pendant afin donc très
    """,
    "es": """
        el la los las un una unos unas de del al y o u pero con sin por para sobre entre es su sus que en
        como cuando donde desde hasta hacia según ante bajo tras durante este esta estos estas ese esa
        muy también cada
    """,
    "it": """
        il lo la gli le i un uno una di del della dello dei degli delle e ed ma da dal dalla dallo con
        per su sul sulla sulle nel nella nello nelle nei tra fra che è sono dell all nell sull dall
        alla allo alle agli quando anche
    """,
    "pt": """
        o a os as um uma uns umas de do da dos das e ou mas em no na nos nas ao aos à às com sem por para
        pelo pela pelos pelas sobre entre que é são não seu sua seus suas quando onde até num numa
    """,
    "ru": """
        и а но или либо в во на с со к ко у о об от до из за по под над при для без про через перед между
        после около что чтобы как если когда где не ни же бы то также его её их этот эта это эти который
        которая которое которые
    """,
    "nl": "het een voor naar bij aan en",
    "pl": "w we z ze na do od i oraz a ale że się o dla przez przy jest są po pod nad jak",
    "sv": "och att för på av är ett",
    "da": "og at på af til",
}

FUNCTION_WORDS = frozenset(word for words in _BY_LANGUAGE.values() for word in words.split())

# What stands next to a word without belonging to it.
CLINGING = ",.:;!?()\"“”„«»'"

# After "it's" something is to follow; after "don't" or "the mayor's" nothing need.
_CONTRACTED = """
i'm i've i'll i'd you're you've you'll you'd we're we've we'll we'd they're they've they'll they'd
it's it'll it'd he's he'll he'd she's she'll she'd that's that'll there's
"""
CONTRACTIONS = frozenset(_CONTRACTED.split())

# They stand in texts about anything: that one of them recurs does not say what an article is about.
_COMMON = """
one two first last new time year years day days way ways thing things people part lot many much good
better well great like just even still back make makes making made get gets getting give gives take
takes taking need needs want wants know find see look use used uses using help helps keep said says say
told added according there here then now what how why them him you your him us let only other others
another same own different every around because often want really going think work while since out up
down off through might you're it's don't can't we're that's doesn't isn't i'm they're
mehr noch schon nur sehr viel viele vielen immer wieder dann hier dort jetzt beim kann können könnte
soll sollte muss müssen wurde wurden worden hatte hatten sein seien sei wir ihr man alle allem allen
zwei ersten jahr jahre jahren heute sagte sagt dabei damit dazu sowie bereits etwa rund gibt geht macht
plus tout tous toute toutes fait faire être avoir été était cela celui ils elles nous vous elle alors
aussi encore bien même deux an ans année
más todo toda todos todas ser sido fue han ha hay año años dos esto eso ellos ella así aún dijo porque
più stato stata tutto tutti anni anno due fatto loro
mais foi ser tem ter sido ano anos dois mesmo ainda disse
он она оно они мы вы был была было были есть ещё уже только очень год года лет все всё может так
"""

COMMON_WORDS = FUNCTION_WORDS | frozenset(_COMMON.split())


def words(text: str) -> list[str]:
    """Return the words of a text in small letters, as far as white space and punctuation divide them."""
    text = text.lower()
    for mark in CLINGING:
        if mark in text:
            text = text.replace(mark, " ")
    return text.split()
