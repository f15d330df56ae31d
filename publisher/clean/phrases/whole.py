"""Which texts are boilerplate when a block is nothing else?"""

from __future__ import annotations

from publisher.clean.phrases import Family

# The whole block is nothing else; found anywhere, these are never the story.
WHOLE: dict[Family, str] = {
    Family.ADVERTISEMENT: """
en: advertisement; advertisements; advertising; advertisement advertisement; ad; sponsored;
sponsored content; paid post; story continues below advertisement; article continues below advertisement;
continue reading below; advertisement continue reading below; article continues after advertisement;
skip advertisement; article continues after ad; scroll to continue; scroll to continue with content
de: anzeige; werbung; advertorial; anzeige anzeige; nach der werbung weiterlesen;
weiterlesen nach der anzeige; artikel wird nach der anzeige fortgesetzt
fr: publicité; annonce; la suite après la publicité; la suite après cette publicité; contenu sponsorisé;
lire la suite après la publicité
es: publicidad; anuncio; la noticia continúa después del anuncio; continúa después de la publicidad;
contenido patrocinado; patrocinado
ru: реклама; на правах рекламы; продолжение после рекламы; реклама на сайте; продолжение под рекламой
it: pubblicità; annuncio; continua a leggere dopo la pubblicità; la lettura continua dopo la pubblicità;
contenuto sponsorizzato
pt: publicidade; anúncio; continua após a publicidade; continua depois da publicidade;
a história continua após a publicidade; patrocinado
ja: 広告; スポンサーリンク
""",
    Family.READ_MORE: """
en: read more; read more here; more; more on this; more on this story; related; related content;
related coverage; related stories; related articles; related links; see also; see more; read next;
now read; read on; read the rest here; read the full story here; continue reading; keep reading;
story continued below; story continues below; article continues below; most read; most popular; trending;
trending now; recommended; you may also like; you might also like; view more; load more; show more;
click here; click here for more; more stories; more news; watch; watch more; watch below; listen;
learn more; go deeper; up next; editor s picks; editors picks
de: mehr zum thema; lesen sie auch; lesen sie mehr; mehr lesen; weiterlesen; weiter lesen;
auch interessant; das könnte sie auch interessieren; meistgelesen; mehr anzeigen; mehr; ähnliche artikel;
zum thema; hier klicken
fr: lire aussi; à lire aussi; lire la suite; voir aussi; sur le même sujet; en savoir plus; les plus lus;
à lire également; voir plus; à voir aussi; articles liés
es: lee también; lea también; leer más; ver más; ver también; te puede interesar; lo más leído;
más información; noticias relacionadas; sigue leyendo; lee más
ru: читайте также; читать далее; читать полностью; подробнее; по теме; материалы по теме; смотрите также;
другие новости; показать ещё; показать еще; ещё по теме; еще по теме
it: leggi anche; leggi tutto; leggi di più; vedi anche; potrebbe interessarti; i più letti;
continua a leggere; articoli correlati; ti potrebbe interessare
pt: leia também; leia mais; ler mais; veja também; veja mais; saiba mais; mais lidas; continue lendo;
continuar a ler; notícias relacionadas; artigos relacionados
ja: 関連記事; 関連ニュース; 関連リンク; あわせて読みたい; 合わせて読みたい; 続きを読む; おすすめ記事;
こちらもおすすめ
""",
    Family.APPEAL: """
en: remind me later; maybe later; no thanks; not now; donate; donate now; donate today; subscribe;
subscribe now; subscribe today; support us; become a member; sign in; log in; join now; contribute;
sign up; sign up now; already a subscriber log in; already have an account log in
de: später erinnern; jetzt spenden; jetzt abonnieren; jetzt unterstützen; abonnieren; unterstützen;
mitglied werden; anmelden; nein danke; einloggen; spenden
fr: me le rappeler plus tard; plus tard; faire un don; je fais un don; s abonner; abonnez vous;
soutenez nous; se connecter; non merci; s inscrire; je m abonne; je donne
es: recordármelo más tarde; recuérdamelo más tarde; más tarde; dona ahora; donar; suscríbete; suscribirse;
apóyanos; iniciar sesión; no gracias; hazte socio; hazte socia; regístrate
ru: напомнить позже; поддержать; подписаться; пожертвовать; войти; поддержать нас; поддержать редакцию;
не сейчас; оформить подписку; спасибо не сейчас
it: ricordamelo più tardi; più tardi; dona ora; abbonati; sostienici; accedi; no grazie; iscriviti;
abbonati ora
pt: lembrar mais tarde; lembre me mais tarde; mais tarde; doe agora; assine; assine já; apoie nos; entrar;
não obrigado; inscreva se; subscreva
""",
    Family.NEWSLETTER: """
en: newsletter; newsletters; sign up for daily newsletters; sign up for our newsletter;
subscribe to our newsletter; sign up for daily newsletters manage newsletters
de: newsletter; newsletter abonnieren; zum newsletter
fr: newsletter; s inscrire à la newsletter
es: newsletter; boletín
ru: подписаться на рассылку
it: newsletter; iscriviti alla newsletter
pt: newsletter; assine a newsletter
""",
    Family.COMMENTS: """
en: comments; leave a comment; join the conversation; post a comment; view comments; show comments;
comments are closed; vote now; add a comment; no comments; have your say
de: kommentare; kommentare anzeigen; kommentar schreiben; kommentieren
fr: commentaires; voir les commentaires; laisser un commentaire; commenter
es: comentarios; ver comentarios; deja un comentario; comentar
ru: комментарии; оставить комментарий; комментировать
it: commenti; lascia un commento; commenta
pt: comentários; ver comentários; deixe um comentário; comentar
""",
    Family.PLAYER: """
en: media playback is unsupported on your device; play video; listen to this article; listen to article;
listen to the episode; toggle caption; hide caption; enlarge this image; loading;
your browser does not support the video tag; your browser does not support the audio element; replay; play;
autoplay; video; featured video; view gallery; view slideshow; copy this code to your website or blog;
please enable javascript to view this page; embed
de: artikel anhören; video abspielen; wird geladen
fr: écouter l article; chargement
es: escuchar el artículo; cargando
ru: прослушать статью; загрузка
it: ascolta l articolo; caricamento
pt: ouvir artigo; carregando
""",
}

# Scripts without spaces have no words to look for: here a line, as a regular expression, is furniture
# as a whole. A report about a newsletter ends in the past tense or in who said so, an offer in a request.
LINES: dict[Family, str] = {
    Family.NEWSLETTER: """
(?=.*(?:無料|最新|毎[日朝週月]|本紙|編集部))[^。]*(?:メールマガジン|メルマガ|ニュースレター)[^。]*(?:登録|購読)[^。]*届きます。?
(?=.*(?:無料|最新|毎[日朝週月]|本紙|編集部))[^。]*(?:メールマガジン|メルマガ|ニュースレター)[^。]*(?:登録|購読)[^。]*ください。?
(?=.*(?:無料|最新|毎[日朝週月]|本紙|編集部))[^。]*(?:メールマガジン|メルマガ|ニュースレター)[^。]*お届けします。?
(?:メールマガジン|メルマガ|ニュースレター)の?(?:無料)?(?:会員)?(?:登録|購読)(?:はこちら(?:から|へ)?)?。?
""",
}

# The last words of a link whose headline was glued to it.
ENDINGS = """
en: read more; read more here; continue reading; read the full story; read the rest
de: weiterlesen; mehr lesen; zum artikel
fr: lire la suite; lire l article
es: leer más; seguir leyendo
ru: читать далее; читать полностью
it: leggi tutto; continua a leggere
pt: leia mais; ler mais; continue lendo
"""

# The label in front of a colon that makes the whole line a pointer elsewhere.
POINTERS = """
en: read more; read also; also read; see also; related; more; read next; read; recommended;
related coverage; related story; related stories; more on this; full coverage; must read; don t miss;
photos; from the archives; further reading; watch more; click here; read this next; more from us;
in pictures; go deeper
de: lesen sie auch; lies auch; mehr zum thema; lesen sie mehr; siehe auch; auch interessant; mehr dazu;
lesetipp; zum thema; weiterlesen; lesen sie dazu
fr: lire aussi; à lire aussi; voir aussi; à lire; sur le même sujet; à lire également; à voir aussi;
en savoir plus; lire également
es: lee también; lea también; leer más; ver también; te puede interesar; puede interesarle;
más información; lee más; leé también
ru: читайте также; смотрите также; по теме; подробнее; читать также; читайте ещё; читайте еще;
материалы по теме
it: leggi anche; vedi anche; leggi di più; potrebbe interessarti; approfondisci; guarda anche
pt: leia também; veja também; leia mais; ler mais; saiba mais; ler também; veja mais
ja: 関連記事; 関連ニュース; 関連リンク; あわせて読みたい; 合わせて読みたい; おすすめ記事; こちらもおすすめ
"""

# What share bars are made of: the block is one when it consists of nothing else.
SHARE_WORDS = """
share; shares; tweet; facebook; twitter; x; email; e; mail; print; whatsapp; linkedin; pinterest; reddit;
pocket; telegram; tumblr; flipboard; messenger; viber; vk; вконтакте; copy; link; this; article; story;
post; on; via; by; to; save; pin; sms; bluesky; threads; xing; threema; mastodon; instagram; youtube;
tiktok; wechat; line; skype; rss; google; plus; icon; logo; bookmark; with; comment; comments; more; us;
follow
teilen; drucken; mailen; merken; artikel; diesen; auf; per; kopieren; kommentare
partager; imprimer; envoyer; par; sur; cet; copier; le; lien; commenter; enregistrer
compartir; comparte; imprimir; enviar; en; por; copiar; enlace; este; artículo; guardar
поделиться; в; одноклассники; телеграм; вотсап; твиттер; фейсбук; скопировать; ссылку; распечатать; класс
condividi; stampa; invia; su; copia; salva; articolo; questo
compartilhar; compartilhe; partilhar; partilhe; imprimir; no; salvar; copiar; artigo
"""

# One of these must be among the words of a share bar.
SHARE_CORE = """
share; tweet; facebook; twitter; whatsapp; linkedin; pinterest; reddit; flipboard; вконтакте; telegram;
bluesky
teilen; partager; compartir; comparte; поделиться; condividi; compartilhar; compartilhe; partilhar; partilhe
"""
