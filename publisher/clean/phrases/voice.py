"""Who speaks, and to whom?"""

from __future__ import annotations

# A short block that starts an appeal; it proves nothing until an appeal follows.
OPENERS = """
en: a message from; a note from; a letter from; an appeal from; | dear readers; | dear reader;
| dear friends; before you go; before you close; | from the editor; from our editors; since you re here;
since you are here; a word from; | support; | help; while you re here; while you are here;
a special message
de: eine nachricht von; ein wort in eigener sache; in eigener sache; | liebe leserinnen; | liebe leser;
| liebe leserin; | lieber leser; eine bitte; bevor sie gehen; | liebe freunde
fr: un message de; | chères lectrices; | chers lecteurs; | cher lecteur; | chère lectrice; avant de partir;
un mot de; | chers amis
es: un mensaje de; | queridos lectores; | estimados lectores; | querido lector; | queridas lectoras;
antes de irte; una carta de; | estimado lector
ru: обращение редакции; сообщение от; | дорогие читатели; | уважаемые читатели; | дорогой читатель;
| дорогие друзья; от редакции; письмо от
it: un messaggio da; un messaggio di; un messaggio del; un messaggio dalla; | cari lettori;
| care lettrici; | caro lettore; prima di andare
pt: uma mensagem do; uma mensagem da; uma mensagem de; | caros leitores; | caro leitor;
| queridos leitores; | prezados leitores; antes de sair
"""

# The publication speaks of itself.
WE = """
en: we; our; us
de: wir; uns; unser; unsere; unserer; unseren; unserem
fr: nous; notre; nos
es: nosotros; nuestro; nuestra; nuestros; nuestras
ru: мы; наш; наша; наше; наши; нас; нам
it: noi; nostro; nostra; nostri; nostre
pt: nós; nosso; nossa; nossos; nossas
"""

# It speaks to the reader.
YOU = """
en: you; your
de: ihnen; du; dein; deine; deinen
fr: vous; votre; vos
es: tú; tu; usted; ustedes
ru: вы; ваш; ваша; ваше; ваши; вас; вам
it: tu; tuo; tua; vostro; vostra; voi
pt: você; vocês; sua
"""

# What it offers costs nothing.
FREE = """
en: free
de: kostenlos; kostenlose; kostenlosen; kostenloser; kostenfrei; gratis
fr: gratuit; gratuite; gratuitement
es: gratis; gratuito; gratuita
ru: бесплатно; бесплатная; бесплатную
it: gratis; gratuito; gratuita
pt: grátis; gratuito; gratuita; gratuitamente
"""

# Somebody else is being quoted or reported: this is a newsroom's prose.
REPORTING = """
en: said; says; told; according to; announced; reported; wrote; argued; added; testified; tweeted; claimed;
asked; warned; replied; spokesman; spokeswoman; spokesperson
de: sagte; sagt; erklärte; teilte; berichtete; laut; betonte; schrieb; zufolge; warnte; kündigte; sprecher;
sprecherin
fr: a déclaré; a dit; a affirmé; selon; a annoncé; a indiqué; a expliqué; a ajouté; a écrit; déclare;
porte parole
es: dijo; según; afirmó; declaró; explicó; anunció; aseguró; señaló; agregó; añadió; portavoz
ru: сказал; сказала; заявил; заявила; сообщил; сообщила; сообщили; рассказал; рассказала; отметил;
отметила; по словам; по данным; добавил; добавила; пресс секретарь
it: ha detto; ha dichiarato; secondo; ha affermato; ha spiegato; ha annunciato; ha aggiunto; ha scritto;
portavoce
pt: disse; segundo; afirmou; declarou; explicou; anunciou; acrescentou; escreveu; porta voz
"""

# A correction is part of the story, whatever else it says.
CORRECTIONS = """
en: correction; corrections amplifications; clarification; editor s note; editors note; an earlier version;
a previous version; this story has been updated; this article has been updated; this story was updated;
this article was updated; has been corrected; was corrected; has been updated; updated at; corrects
de: korrektur; richtigstellung; anmerkung der redaktion; in einer früheren version;
in einer früheren fassung; wurde korrigiert; wurde aktualisiert; berichtigung
fr: correction; rectificatif; mise à jour; une version précédente; note de la rédaction; a été corrigé;
a été mis à jour; erratum
es: corrección; fe de errores; rectificación; aclaración; nota del editor; nota de la redacción;
una versión anterior; ha sido actualizado; ha sido corregido
ru: исправление; уточнение; поправка; в предыдущей версии; в первоначальной версии; обновлено;
примечание редакции
it: correzione; rettifica; nota della redazione; una versione precedente; è stato aggiornato;
è stato corretto; errata corrige
pt: correção; errata; retificação; nota da redação; nota do editor; uma versão anterior; foi atualizado;
foi corrigido
"""
