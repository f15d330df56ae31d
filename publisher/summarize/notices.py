"""Which lines speak of the article, of its makers or of its page, instead of telling it?"""

from __future__ import annotations

import re
from collections.abc import Iterable

from publisher.summarize.words import CLINGING

# No notice needs more to show that it is one.
_READ = 300

_SMALL = "a-zß-öø-ÿа-яё"
_NAME = rf"[^\W\d_{_SMALL}][\w.’'-]{{0,30}}"
_TIE = (
    r"(?:and|und|et|y|e|и|d[eiu]|de[lsrn]|da|l[ae]|van|von|zu|f[oü]r|pour|para|per|для|from|in|at|en|à|aus)"
)
_NAMES = rf"{_NAME}(?:(?:,? {_TIE}){{0,2}},? {_NAME}){{0,8}}"
_PERSON = rf"{_NAME}(?: {_NAME}){{1,2}}"
_CYRILLIC = r"[А-ЯЁ][а-яё]+ [А-ЯЁ][а-яё-]+"
# What kind of piece it is, or what was done to it, before who did it.
_WORK = (
    r"(?:(?:an?|the|ein|eine|la|le|l['’]|une?|el|una?|il) )?(?:"
    r"interview|opinion|comment|commentary|analysis|essay|review|report|reporting|story|words?|photos?|"
    r"photographs?|pictures?|illustrations?|graphics?|video|recipe|written|compiled|edited|"
    r"translated|as told to|"
    r"kommentar|glosse|analyse|reportage|bericht|gastbeitrag|kolumne|rezension|kritik|"
    r"protokoll|aufgezeichnet|"
    r"fotos?|bilder|illustrationen|texte?|(?:\w+ ){0,2}(?:recueillis?|réalisée?|assurée?|"
    r"menée?|rédigée?|écrite?|"
    r"traduite?|illustrée?)|enquête|chronique|entretien|récit|tribune|critique|billet|"
    r"(?:\w+ )?(?:elaborad|realizad|escrit|traducid)[oa]|entrevista|reportaje|crónica|"
    r"opinión|análisis|reseña|"
    r"intervista|inchiesta|commento|a cura|testo|reportagem|crônica|texto)\s"
)
_DID = r"беседова(?:л[аи]?)|разобрал(?:ась|ся|ись)|записал[аи]?|подготовил[аи]?|при участии|с участием"
_BYLINE = re.compile(
    rf"(?:(?:(?i:{_WORK})(?i:by|von|par|por|de|di|da)|(?i:by|von|par|por|di|автор|{_DID}))\s{_NAMES}"
    rf"|(?i:{_WORK})d['’]{_NAMES}"
    rf"|(?:Avec|Con reportería de|Con información de|Mit) {_PERSON}"
    rf"|Aus [^.,]{{2,40}} berichte(?:t|n) {_NAMES}"
    rf"|{_CYRILLIC}(?:, {_CYRILLIC}){{1,4}}"
    rf"|{_PERSON} (?:et|und|y|e|и) {_PERSON}|{_PERSON}(?:, {_PERSON}){{1,4}} (?:et|und|y|e|и) {_PERSON})"
    r"(?:, [^.!?]{0,50})?\.?"
)
# "鳴瀬支局・榛原つぐみ", "聞き手・文化部 蓬田こずえ": the desk or the work, a mark, a name, and no sentence.
_DESK = re.compile(
    r"\S{0,8}?(?:支局|総局|支社|本社|部|記者|特派員|聞き手|撮影|写真|文|取材|構成|編集)[・:：／/＝\s][^。、]{2,20}"
    r"(?:、[^。、]{2,20})*"
)

# "Texto: Nayeli Carrascal", "Illustration : Iris Bodzeck pour …": after such a label stand names.
_LABELS_WORDS = """
text texts texte texto textos testo words story interview photo photos picture pictures foto fotos bild bilder
fotografía fotografie image images illustration illustrations ilustración illustrazione grafik infographie
infografía video vidéo vídeo montage audio research recherche recherches mitarbeit redaktion rédaction
redacción edición editing editor reporting producer production produktion übersetzung traduction traducción
traduzione translation author autor autorin auteur autrice autora autore текст фото видео иллюстрация
иллюстрации графика перевод редактор автор подготовила подготовил
"""
_LABELS = frozenset(_LABELS_WORDS.split())
_AFTER_LABEL = re.compile(rf"\s?:\s?{_NAMES}\.?")

# Two of these, and hardly a word besides: a bar of buttons.
_BUTTON_WORDS = """
facebook whatsapp twitter x telegram linkedin pinterest reddit bluesky mastodon instagram email e-mail
courriel
correo copy copier copiar kopieren copia link lien share tweet print save teilen drucken merken
partager imprimer
compartir imprimir guardar condividi stampa вконтакте одноклассники поделиться распечатать jump rate
シェア シェアする ポスト ポストする ツイート ツイートする lineで送る はてなブックマーク 印刷 保存
"""
_BUTTONS = frozenset(_BUTTON_WORDS.split())
_LONGEST_BAR = 120

# A notice by its first word and what may follow. A word that begins stories too needs more after it.
_PIECE = (
    r"(?:(?:live|news) )?(?:article|page|story|post|blog|ticker|interview|report|newsletter|liveblog|"
    r"artikel|text|beitrag|direct|enquête|entretien|nota|artículo|reportaje|entrevista|página|articolo|"
    r"intervista|artigo|reportagem)"
)
_DONE = (
    r"(?:(?:was|is|has been|has|wurde|wird|ist|est|a été|es|fue|ha sido|è|è stato|foi|é) )"
    r"(?:(?:first|originally|last|now|no longer|also|not|zuerst|bereits|gratuit|désormais) )*"
    r"(?:published|amended|updated|corrected|edited|translated|funded|financed|paid|sponsored|supported|"
    r"produced|closed|over|ended|condensed|free|available|being updated|reserved|adapted|excerpted|"
    r"beendet|geschlossen|aktualisiert|korrigiert|erschienen|geändert|frei|"
    r"terminée?|financée?|réservée?|mis à jour|en accès|libre|clos|"
    r"financiad[oa]|posible|publicad[oa]|actualizad[oa]|libre|gratuit[oa]|exclusiv[oa]|para suscriptores|"
    r"concluso|finanziato|riservato|aggiornato|financiado|encerrado|exclusivo)\b"
)
_SAYS = rf"{_PIECE} (?:{_DONE}|appears in|appeared|may contain|contains|incluye la|corrige|riporta)"
# "12 May", "Oct. 4, 2023", "vom 3.5.2024", "12 de mayo": words of a date, a number among them.
_DATE = (
    r"(?=[^:：]{0,40}\d)(?:(?:of|on|vom|du|del|от|di|de) )?"
    r"(?:(?:de )?(?:\d{1,4}(?:[./-]\d{1,4}){0,2}(?:st|nd|rd|th|er)?|[^\W\d_]{3,12})[.,]{0,2} ?){1,4}"
)
_OFFERS = r"(?:free )?(?:articles?|stories|texte|artikel)\b"
_BEGINNINGS: tuple[tuple[str, str], ...] = (
    ("this dieser diese dieses ce cet cette este esta questo questa", _SAYS),
    ("an eine einer", r"(?:earlier|previous) version of|frühere[rn]? (?:fassung|version)"),
    (
        "in",
        (
            r"(?:an (?:earlier|previous) version|einer (?:früheren|ersten) (?:fassung|version)|"
            r"una versión anterior|una prima versione|uma versão anterior|eigener sache)\b"
        ),
    ),
    (
        "une una uma",
        r"(?:première version|version (?:précédente|antérieure)|versión anterior|versão anterior)",
    ),
    ("contrairement", r"à ce que nous (?:avions|avons)"),
    ("actualización actualizacion corrección rectificación errata", r"(?:del? \d|[:—–])"),
    (
        (
            "correction clarification korrektur richtigstellung berichtigung anmerkung rectificatif erratum "
            "mise précision correzione errata aggiornamento correção atualização "
            "уточнение исправление поправка"
        ),
        r"(?:\d{1,2}[./ ]|à jour|der redaktion|vom |[:—–])",
    ),
    (
        (
            "correction corrections clarification clarifications retraction erratum errata "
            "korrektur korrekturen richtigstellung berichtigung klarstellung "
            "rectificatif rectification correctif correctifs corrección correcciones rectificación "
            "aclaración исправление исправления уточнение уточнения поправка "
            "correzione correzioni rettifica precisazione correção correções retificação"
        ),
        rf"(?:(?:&|and) (?:amplification|clarification)s?\s?)?(?:[(\[]{_DATE}[)\]]|(?:{_DATE})?\s?[:：—–])",
    ),
    ("fe", r"de err(?:at|or)[ae]s\b"),
    ("editor's editor’s editors editors' editors’", r"note(?:\s?[,(\[][^:：]{1,40})?\s?[:—–]"),
    ("note hinweis", r"(?:de la rédaction|der redaktion)\b"),
    ("nota", r"(?:del editor|de (?:la )?redacción|della redazione|da redação|do editor)\b"),
    ("примечание от", r"редакции\s?[:—–]"),
    ("mit", r"(?:\*|einem? stern|sternchen)"),
    (
        "prices preise les los",
        (
            r"(?:and availability|were correct|und verfügbarkeit|prix (?:sont|indiqués)|"
            r"precios (?:son|indicados))"
        ),
    ),
    (
        "subscribers members abonnenten les los",
        r"(?:can (?:now )?(?:listen|read|hear)|können|abonnés peuvent|suscriptores pueden)\b",
    ),
    (
        "we the",
        (
            r"(?:(?:\w+ ){0,3}(?:may|might|can) (?:earn|receive) (?:an? |"
            r"some )?(?:small )?(?:affiliate )?(?:commission|fee|money))"
        ),
    ),
    (
        "accès zugang acceso accesso acesso free frei",
        r"(?:libre|frei|gratuit|gratuito|libero|livre|to read)\b",
    ),
    (
        "become get join support give donate",
        (
            r"(?:an? (?:friend|member|supporter|subscriber|patron)|the numbers behind|unlimited|"
            r"full access|access to|our (?:newsletter|app|journalism)|us today|"
            r"independent journalism|(?:the|our) newsletter)\b"
        ),
    ),
    (
        "jetzt hier werden unterstützen abonnieren",
        r"(?:abonnieren|anmelden|spenden|sie (?:mitglied|uns|unsere)|testen|kostenlos)\b",
    ),
    ("il", r"(?:vous )?reste \d"),
    ("you sie", rf"(?:have|haben) (?:\d|noch \d).{{0,20}}{_OFFERS}"),
    (
        "écouter listen artikel escuchar ascolta ouvir слушать слушайте",
        r"(?:l['’](?:article|articolo)|to this|anhören|este artículo|o artigo|статью|разговор)",
    ),
    ("vous", r"(?:étiez sur place|avez (?:une info|repéré))"),
    ("je ich", r"(?:soutiens|m['’](?:abonne|inscris)|unterstütze)\b"),
    (
        (
            "abonnez-vous inscrivez-vous soutenez suscríbete suscríbase apoya apóyanos dona abbonati "
            "iscriviti sostieni "
            "assine apoie подписывайтесь подпишитесь поддержите поддержать оформите"
        ),
        "",
    ),
    (
        "данный данное этот это настоящий",
        (
            r"(?:материал|статья|сообщение|публикация|текст)\b.{0,40}(?:создан|распростран|"
            r"подготовлен|опубликован|обнов)"
        ),
    ),
    (
        "онлайн трансляция хроника прямая текст статья",
        r"(?:\w+ )?(?:заверш[её]н[аы]?|окончен[аы]?|обновля|дополн)",
    ),
    ("нас", r"(?:читают|можно (?:читать|поддержать)|заблокировали)\b"),
    ("нашли заметили", r"(?:\w+ )?(?:опечатку|ошибку)\b"),
    (
        "sponsored anzeige advertorial publirreportaje publicité publicidad реклама pubblicità werbung",
        r"(?:content|von|de|by|[:—–]|$)",
    ),
    (
        "thank vielen merci gracias спасибо grazie obrigado",
        (
            r"(?:you for (?:reading|following|joining)|dank, dass sie|"
            r"(?:de|d['’])? ?(?:nous avoir|avoir suivi)|por (?:leer|seguir)|что (?:читаете|были)|"
            r"per averci|por ler)"
        ),
    ),
    ("cette ce cet", r"page (?:ne )?s['’]actualise|page est mise à jour|direct est"),
    ("page seite página pagina pág pag стр с стр.", r"\d{1,4}(?:$|\D)"),
    ("jump", r"to (?:recipe|content|comments)"),
    (
        "reading lesedauer lesezeit temps tiempo tempo время",
        r"(?:time|:|\d|de (?:lecture|lectura|leitura)|di lettura|чтения)",
    ),
    ("reporting additional editing", r"(?:reporting )?by\b"),
)
_STOPPED = re.compile(
    r"この記事は(?:有料|会員)|(?:記事|本文)で.{2,60}(?:誤り|間違い)でした|^(?:(?:お詫びと|おわびと)?訂正|おわび|お知らせ|関連記事|会員限定|続きを読む|広告)(?:$|[:：\s]|[（(]\d[^）)]{0,20}[）)])|"
    r"^【(?:お知らせ|訂正|おわび|お詫び|PR|広告|関連|会員限定|有料|あわせて)[^】]{0,12}】"
)
_QUOTES = ("", *"\"“„«‘'»「『")
_KANA = "\u2fff"
# Wherever they stand in a sentence, it is about who pays or may read.
_PAID = re.compile(
    r"\bis free to read\b|\b(?:article|story|journalism|reporting) is (?:funded|paid for|made possible)|"
    r"\bcet article est (?:financé|offert|en accès)|\bnon-profit newsroom\b|\bsin fines de lucro hecho\b|"
    r"\b(?:periodismo|medio|redacción) (?:\w+ )?sin fines de lucro\b|\bmedio independiente financiado\b|"
    r"\b(?:журналистика|издание) .{0,20}на (?:деньги|средства) читателей|"
    r"— независимое издание|\bfinanziert sich (?:allein )?durch (?:spenden|abos)",
    re.IGNORECASE,
)
# One of these stands in every such sentence.
_PAID_STEMS = (
    "free to read",
    "funded",
    "paid for",
    "made possible",
    "cet article",
    "non-profit n",
    "sin fines",
    "medio independ",
    "независимое издание",
    "читателей",
    "finanziert sich",
)
# "Le quai nord, lundi matin, barré sur toute sa longueur.": a picture is described, nothing happens.
_SHOWN = re.compile(
    r"[^,:;]{3,60},(?: [^,:;]{3,30},)? (?:paru|vue?s?|prise?s?|[\w-]{2,}(?:é|ée|és|ées)|"
    r"ici|pictured|seen|shown|photographed|"
    r"aufgenommen|gesehen|vist[oa]s?|tomada|снят[аоы]?|dans (?:leurs?|son|sa)|in (?:his|"
    r"her|their)) [^,:;]{3,70}",
)
_FINITE_FRENCH = re.compile(
    r"\b(?:est|sont|a|ont|était|étaient|sera|va|vont|doit|doivent|peut|fait|was|is|has|had|"
    r"were|are|said)\b|n['’]|s['’]"
)
_LONGEST_CAPTION = 110
_LONGEST_CREDIT = 160


def _by_first_word(beginnings: Iterable[tuple[str, str]]) -> dict[str, re.Pattern[str]]:
    found: dict[str, list[str]] = {}
    for first_words, rest in beginnings:
        for word in first_words.split():
            found.setdefault(word, []).append(rest)
    return {word: re.compile("|".join(rests), re.IGNORECASE) for word, rests in found.items()}


_NOTICES = _by_first_word(_BEGINNINGS)


def notice(text: str) -> bool:
    """Return whether the text begins with what an outlet says of its page, its readers or its money."""
    start = text[:_READ].lstrip("*•▪►→▶([ ")
    first, _, rest = start.partition(" ")
    # A quotation is somebody's in the story.
    known = None if first[:1] in _QUOTES else _NOTICES.get(first.strip(CLINGING).lower())
    # "Korrektur: …" has its mark on the word.
    if known is not None and (known.match(rest) or (first[-1] == ":" and known.match(":"))):
        return True
    for stem in _PAID_STEMS:
        if stem in start and _PAID.search(start):
            return True
    return start[-1:] > _KANA and _STOPPED.search(start) is not None


def names_makers(text: str) -> bool:
    """Return whether the text only names who wrote, took, edited or translated something."""
    if len(text) > _LONGEST_CREDIT:
        return False
    if text[-1] > _KANA:
        return _DESK.fullmatch(text) is not None
    # It ends with a name, or with what that person is.
    if not text[text.rfind(" ") + 1 :][:1].isupper():
        comma = text.find(", ")
        if comma < 0 or not text[text.rfind(" ", 0, comma) + 1].isupper():
            return False
    first = text.partition(" ")[0].partition(":")[0].strip().lower()
    if first in _LABELS and _AFTER_LABEL.fullmatch(text, len(first)):
        return True
    return _BYLINE.fullmatch(text) is not None


def buttons(text: str) -> bool:
    """Return whether the text is a bar of buttons for sharing, printing or rating."""
    if len(text) > _LONGEST_BAR:
        return False
    words = text.lower().split()
    return len(words) > 1 and 3 * len(_BUTTONS.intersection(words)) >= 2 * len(words)


def caption(text: str) -> bool:
    """Return whether the text says what a picture shows: a name, a comma, a participle, and no verb."""
    if "＝" in text[:_LONGEST_CAPTION] and "。" not in text:
        return True  # Japanese newspapers put place and day behind this mark
    return (
        "," in text[:62]
        and len(text) <= _LONGEST_CAPTION
        and _SHOWN.fullmatch(text) is not None
        and _FINITE_FRENCH.search(text) is None
    )
