"""Do a few changed words change what is said: how many, or whether at all?"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

_NUMBERS = """
one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen
eighteen nineteen twenty thirty forty fifty sixty seventy eighty ninety hundred hundreds thousand thousands
million millions billion billions trillion trillions dozen dozens half double twice once
first second third fourth fifth sixth seventh eighth ninth tenth
zwei drei vier fünf sechs sieben acht neun zehn elf zwölf zwanzig dreißig vierzig fünfzig sechzig siebzig
achtzig neunzig hundert tausend million millionen milliarde milliarden billion billionen dutzend halb doppelt
deux trois quatre cinq sept huit neuf dix onze douze treize quatorze quinze seize vingt trente quarante
cinquante soixante cent cents mille millions milliard milliards moitié
dos tres cuatro cinco seis siete ocho nueve diez once doce trece catorce quince veinte treinta cuarenta
cincuenta sesenta setenta ochenta noventa cien cientos mil millón millones mitad
due tre quattro cinque sei sette otto nove dieci undici dodici venti trenta quaranta cinquanta sessanta
cento mila milione milioni miliardo miliardi metà
dois duas três quatro sete oito nove dez onze doze vinte trinta quarenta cem cento
milhão milhões bilhão bilhões
один одна два две три четыре пять шесть семь восемь девять десять двадцать тридцать сорок пятьдесят сто
двести тысяча тысячи тысяч миллион миллиона миллионов миллиард миллиарда миллиардов половина
一 二 三 四 五 六 七 八 九 十 百 千 万 萬 亿 億 兆 半 零 两 兩
"""
_NEGATIONS = """
no not never none nobody nothing neither nor nowhere without cannot hardly barely failed denied denies deny
kein keine keinen keinem keiner keines nicht nichts nie niemals niemand ohne weder noch kaum
ne pas non jamais aucun aucune rien sans ni
nunca jamás nada ningún ninguna ninguno nadie sin tampoco
mai senza nessuno nessuna niente nulla né neanche
não nem sem nenhum nenhuma ninguém
не нет ни без никогда ничего никто нельзя
不 没 沒 未 非 無 无 ぬ 否 勿
لا لم لن ليس ليست غير بدون
לא אין בלי אף
"""
_COUNTED = frozenset(_NUMBERS.split())
_DENYING = frozenset(_NEGATIONS.split())
# "legal" and "illegal", "schuldig" and "unschuldig": what begins with one of these may be the contrary.
_CONTRARY = ("un", "in", "il", "im", "ir", "dis", "non", "mis", "anti", "dés", "des", "miss", "не", "без")


def is_reversal(gone: Sequence[str], come: Sequence[str]) -> bool:
    """Say whether a number or a negation is among the words, or one that has become its contrary.

    The words are in lower case; a number that only moves within the sentence counts as well.
    """
    if any(_decides(word) for word in (*gone, *come)):
        return True
    return _turns(gone, frozenset(come)) or _turns(come, frozenset(gone))


def _decides(word: str) -> bool:
    return word in _COUNTED or word in _DENYING or word.endswith("n't") or any(map(str.isnumeric, word))


def _turns(words: Iterable[str], others: frozenset[str]) -> bool:
    return any(prefix + word in others for word in words for prefix in _CONTRARY)
