"""Which phrases hardly ever stand outside boilerplate?"""

from __future__ import annotations

from publisher.clean.phrases import Family

# Written by machines only: one of these decides.
CERTAIN: dict[Family, str] = {
    Family.PLAYER: """
en: replay more videos; media playback is unsupported; toggle caption; enlarge this image; hide caption;
copy this code to your website; your browser does not support the video;
your browser does not support the audio; please enable javascript to view
de: ihr browser unterstützt keine videos; bitte aktivieren sie javascript um
fr: votre navigateur ne prend pas en charge; votre navigateur ne supporte pas;
veuillez activer javascript pour
es: tu navegador no soporta; su navegador no soporta; tu navegador no admite; su navegador no admite
ru: ваш браузер не поддерживает
it: il tuo browser non supporta
pt: seu navegador não suporta; o seu browser não suporta
""",
}

# Hardly ever outside boilerplate: two of these, or one and a second witness, decide.
STRONG: dict[Family, str] = {
    Family.APPEAL: """
en: support us; support our work; support our journalism; support our reporting; support our newsroom;
support independent journalism; support quality journalism; make a donation; | donate today; | donate now;
donate here; become a member; become a supporter; become a subscriber; become a patron; we need your help;
we need your support; your support makes; your support helps; every contribution; | by supporting;
thank you for standing with us; thank you for your support; thank you for supporting; remind me later;
| maybe later |; small favour to ask; small favor to ask; | please consider; consider supporting;
consider donating; consider making; consider becoming; pay what you can; reader funded; reader supported;
funded by readers; readers like you; from readers like you; tax deductible; unlike many news organisations;
we have not put up a paywall; | subscribe today; | subscribe now; | subscribe to; subscribe for as little;
start your subscription; start your free trial; cancel anytime; cancel at any time; already a subscriber;
already a member; thank you for reading; no matter how small; | i already support; support the guardian
de: unterstützen sie uns; unterstütze uns; unterstützen sie unsere arbeit; unterstütze unsere arbeit;
unterstützen sie unabhängigen journalismus; unterstütze unabhängigen journalismus; | spenden sie;
| spende jetzt; jetzt spenden; jetzt unterstützen; mit ihrer spende; mit deiner spende; ihre spende;
deine spende; ihre unterstützung; deine unterstützung; mitglied werden; werden sie mitglied;
werde mitglied; abo abschließen; jetzt abonnieren; jetzt abo; kostenlos testen; jederzeit kündbar;
monatlich kündbar; | später erinnern |; später erinnern; wir brauchen ihre hilfe; wir brauchen deine hilfe;
in eigener sache; danke für ihre unterstützung; vielen dank für ihre unterstützung; bereits abonnent;
schon abonnent; unterstützen sie die; jeder beitrag; jeder betrag; schon ab
fr: soutenez nous; soutenez notre; soutenez le journalisme; soutenir notre; soutenez un journalisme;
faire un don; faites un don; je fais un don; votre soutien; votre don; vos dons; nous avons besoin de vous;
nous avons besoin de votre; devenez membre; devenir membre; abonnez vous; déjà abonné; déjà abonnée;
me le rappeler plus tard; plus tard |; merci de votre soutien; merci pour votre soutien; sans engagement;
défiscalisé; déductible des impôts; chaque contribution; en nous soutenant
es: apóyanos; apoya nuestro; apoya el periodismo; apoye nuestro; apoya a; haz una donación;
haga una donación; haz tu donación; | dona ahora; tu apoyo; su apoyo económico; tu donación; su donación;
necesitamos tu ayuda; necesitamos tu apoyo; necesitamos su ayuda; hazte socio; hazte socia; hágase socio;
| suscríbete; | suscríbase; | suscribite; ya eres suscriptor; recordármelo más tarde;
recuérdamelo más tarde; gracias por tu apoyo; gracias por su apoyo; cada contribución; cada aporte;
sin permanencia
ru: поддержите нас; поддержать нас; поддержите нашу; поддержите независимую; поддержите редакцию;
поддержать редакцию; поддержите проект; сделать пожертвование; сделайте пожертвование; ваше пожертвование;
ваша поддержка; ваши пожертвования; нам нужна ваша помощь; нам нужна ваша поддержка; нам нужна помощь;
оформите подписку; оформить подписку; оформите ежемесячное; ежемесячное пожертвование; напомнить позже;
спасибо за поддержку; спасибо что вы с нами; любая сумма; станьте подписчиком; станьте нашим
it: sostienici; sostieni il; sostieni la; sostieni il nostro; sostenete il nostro; sostenere il nostro;
fai una donazione; fate una donazione; | dona ora; il tuo sostegno; il vostro sostegno; il tuo contributo;
la tua donazione; abbiamo bisogno del tuo; abbiamo bisogno di te; diventa socio; diventa sostenitore;
| abbonati; sei già abbonato; ricordamelo più tardi; ricordamelo dopo; grazie per il tuo sostegno;
ogni contributo; disdici quando vuoi
pt: apoie nos; apoie o nosso; apoie o jornalismo; apoie a; faça uma doação; faz um donativo; | doe agora;
o seu apoio; seu apoio; a sua contribuição; sua contribuição; sua doação; o seu donativo;
precisamos da sua ajuda; precisamos do seu apoio; precisamos de si; torne se membro; seja membro;
seja assinante; | assine; já é assinante; lembrar mais tarde; lembre me mais tarde;
obrigado pelo seu apoio; obrigada pelo seu apoio; cada contribuição
""",
    Family.NEWSLETTER: """
en: sign up for our; sign up here; sign up now; sign up for free; sign me up; newsletter sign up;
our newsletter; our newsletters; our free newsletter; our weekly newsletter; our daily newsletter;
daily newsletters; manage newsletters; newsletter delivered; to your inbox; in your inbox;
your email address; | enter your email; by signing up; you agree to our; thank you for signing up;
thanks for signing up; view all newsletters; view sample; we ll send you; delivered daily
de: unseren newsletter; unserem newsletter; unser newsletter; den newsletter abonnieren;
newsletter abonnieren; zum newsletter; für den newsletter; newsletter an; in ihr postfach;
in dein postfach; ihre e mail adresse; deine e mail adresse; | melden sie sich; | melde dich;
jetzt anmelden; datenschutzerklärung; hier anmelden
fr: notre newsletter; notre infolettre; nos newsletters; notre lettre d information; inscrivez vous;
recevez chaque; | recevez; dans votre boîte; votre adresse e mail; votre adresse email;
politique de confidentialité; je m inscris
es: nuestro boletín; nuestra newsletter; nuestros boletines; | regístrate; | inscríbete; en tu correo;
en tu bandeja de entrada; en su correo; tu correo electrónico; política de privacidad; recibe cada;
| recibe
ru: на нашу рассылку; нашу рассылку; на рассылку; | подпишитесь на; | подписывайтесь на; | подпишись на;
подписывайтесь; вашу почту; на почту; политикой конфиденциальности; политика конфиденциальности
it: la nostra newsletter; alla nostra newsletter; alla newsletter; | iscriviti; | iscrivetevi;
nella tua casella; tua email; informativa sulla privacy; | ricevi
pt: a nossa newsletter; nossa newsletter; nossas newsletters; | inscreva se; | subscreva; | cadastre se;
no seu e mail; no seu email; seu e mail; política de privacidade; | receba
""",
    Family.FOLLOW: """
en: | follow us; follow us on; | like us on; | find us on; | follow him on; | follow her on;
| follow them on; | join us on; follow me on; on twitter at; on twitter @; | join the conversation;
contact the author; | email the author; can be reached at; may be reached at; | write to;
| send letters to; email us; our telegram channel; whatsapp channel; our facebook page;
our youtube channel
de: folgen sie uns; folge uns; folgt uns; auf whatsapp; schreiben sie uns; schreiben sie an;
leserbriefe an; unserem kanal; unser kanal; kontaktieren sie uns
fr: suivez nous; retrouvez nous; rejoignez nous; écrivez nous; contactez nous; notre chaîne;
notre page facebook
es: | síguenos; síganos; | seguinos; | únete a; escríbenos; contáctanos; nuestro canal;
nuestra página de facebook
ru: следите за нами; читайте нас; наш телеграм; наш телеграм канал; наш канал; нашем канале; наш telegram;
в нашем telegram; мы в telegram; пишите нам; напишите нам; мы в соцсетях
it: | seguici; | seguiteci; | scrivici; | contattaci; nostro canale; nostra pagina facebook
pt: siga nos; siga o; | escreva nos; | contacte nos; nosso canal; o nosso canal; nossa página
""",
    Family.SHARE: """
en: share this article; share this story; share this post; share this page; share this video;
share on facebook; share on twitter; share via; share on whatsapp; tweet this; email this article;
print this; copy link; share your thoughts; click to share; opens in new window; forward to a friend
de: artikel teilen; beitrag teilen; auf facebook teilen; auf twitter teilen; per e mail teilen;
link kopieren; artikel drucken
fr: partager cet article; partagez cet article; partager sur; copier le lien; imprimer l article
es: compartir este artículo; comparte esta noticia; comparte este; compartir en; copiar enlace;
imprimir artículo
ru: поделиться в; поделитесь; скопировать ссылку; поделиться статьёй; поделиться статьей; расскажите друзьям
it: condividi questo articolo; condividi l articolo; condividi su; copia link; stampa articolo
pt: compartilhe este; partilhe este; partilhar este artigo; compartilhar no; partilhar no; copiar link;
compartilhe
""",
    Family.READ_MORE: """
en: read the full story; read the full article; read the rest here; read more here; click to read;
tap here; continue reading; | read also; | also read; | see also; | read next; related stories;
related articles; you may also like; you might also like; recommended for you; story continues below;
story continued below; article continues; | keep reading; | read the original; originally appeared on;
check out our latest; more for you; listen to the episode; editors picks
de: | lesen sie auch; | lesen sie mehr; | lies auch; | lesen sie hier; mehr zum thema;
das könnte sie auch interessieren; auch interessant; hier klicken; klicken sie hier; mehr lesen;
| weiterlesen; | zum artikel; lesen sie dazu
fr: | lire aussi; à lire aussi; | à lire; | lire la suite; | voir aussi; cliquez ici; | sur le même sujet;
les plus lus; dans la même rubrique; | découvrez aussi; vous aimerez aussi
es: | lee también; | lea también; | leer más; | lee más; | ver también; | te puede interesar;
| puede interesarle; haz clic aquí; haga clic aquí; lo más leído; | más información; | sigue leyendo;
noticias relacionadas; | leé también
ru: | читайте также; | читать также; | смотрите также; | читайте ещё; | читайте еще; читать далее;
читать полностью; по теме; материалы по теме; подробнее читайте; нажмите здесь; | другие новости
it: | leggi anche; | leggete anche; | leggi tutto; | leggi di più; | vedi anche; clicca qui;
| potrebbe interessarti; | ti potrebbe interessare; i più letti; | continua a leggere; articoli correlati
pt: | leia também; | leia mais; | ler mais; | veja também; | saiba mais; clique aqui; | pode interessar;
mais lidas; | continue lendo; | continuar a ler; notícias relacionadas; artigos relacionados
""",
    Family.ADVERTISEMENT: """
en: | sponsored content; | paid content; | sponsored by; advertisement continue reading; affiliate links;
we may earn a commission; earn a commission; commission from links
de: enthält affiliate; mit affiliate links; | bezahlte anzeige; wir eine provision
fr: contenu sponsorisé; liens affiliés; publicité l article
es: contenido patrocinado; enlaces de afiliados; la publicidad continúa
ru: на правах рекламы; партнёрский материал; партнерский материал; erid
it: contenuto sponsorizzato; link affiliati; una commissione
pt: conteúdo patrocinado; links de afiliados; continua após a publicidade; continua depois da publicidade
""",
    Family.RIGHTS: """
en: all rights reserved; | copyright ©; copyright ©; | © 20; may not be published broadcast;
may not be reproduced; reprint permission; reprinted with permission; for licensing opportunities;
republish our; republish this article; this material may not; no part of this
de: alle rechte vorbehalten; | copyright; nachdruck verboten
fr: tous droits réservés; reproduction interdite
es: todos los derechos reservados; prohibida su reproducción; prohibida la reproducción
ru: все права защищены; при использовании материалов; перепечатка
it: tutti i diritti riservati; riproduzione riservata; © riproduzione riservata
pt: todos os direitos reservados; é proibida a reprodução; proibida a reprodução
""",
    Family.PLAYER: """
en: just watched; must watch; media caption; listen to article; listen to this article; enable javascript;
embed this; article reading time
de: artikel anhören; javascript aktivieren
fr: écouter l article; écoutez l article
es: escuchar el artículo; escucha este artículo
ru: прослушать статью
it: ascolta l articolo
pt: ouvir artigo; ouça este
""",
    Family.APP: """
en: download our app; download the app; get our app; news app; click to get
de: unsere app; unserer app; app herunterladen; laden sie unsere
fr: notre application; téléchargez notre; téléchargez l application
es: nuestra app; nuestra aplicación; descarga nuestra; descarga la app
ru: наше приложение; скачайте наше; скачайте приложение
it: la nostra app; scarica la; scarica l app
pt: nosso aplicativo; nossa app; a nossa app; baixe o; descarregue a
""",
    Family.COMMENTS: """
en: | leave a comment; | post a comment; view comments; show comments; comments are closed;
tell us what you think; in the comments below; comments below; join the discussion; vote now;
use this form; do you have a story; have a tip; got a tip; send us a tip; send tips; submission guidelines;
have your say; report an error; report a typo; spotted an error
de: | kommentar schreiben; kommentare anzeigen; kommentare lesen; ihre meinung; was denken sie;
diskutieren sie mit; diskutiere mit; fehler gefunden; haben sie einen fehler; fehler melden
fr: laissez un commentaire; laisser un commentaire; voir les commentaires; qu en pensez vous; une coquille;
signaler une erreur; réagissez
es: | deja un comentario; deja tu comentario; ver comentarios; qué opinas; reportar un error;
has encontrado un error; cuéntanos
ru: оставьте комментарий; оставить комментарий; нашли ошибку; нашли опечатку; ctrl enter; обсудить в;
а что вы думаете
it: lascia un commento; vedi i commenti; cosa ne pensi; hai trovato un errore; segnala un errore
pt: deixe um comentário; deixe o seu comentário; deixe seu comentário; ver comentários; o que acha;
encontrou um erro; comunicar erro
""",
}
