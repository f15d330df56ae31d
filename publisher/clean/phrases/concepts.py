"""Which words do publications use when they speak of themselves and to their readers?

Single words, not phrases: the model in ``model`` weighs how many of them a block holds and where.
Phrases found in some outlets are worded differently in the next; the words for a newsletter or for
following somebody are the same everywhere. Written as casefolded words, a language per paragraph.
"""

from __future__ import annotations

# What readers are asked to do, as the first word of a sentence.
ASKING = """
en: sign subscribe follow download get join read watch listen click tap share tweet retweet send email
contact call write support donate give become add check see learn find visit discover explore register enter
choose select try start stay tell submit vote play browse view scroll continue help consider buy shop order
catch like text log update upgrade renew save pledge chip volunteer apply book rate review ask report
comment pitch hear meet receive enjoy keep go want interested
de: melden melde abonnieren abonniere abonniert folgen folge folgt laden lade lesen lies hören höre hört
sehen schauen schau klicken klicke klick teilen teile schicken schreiben schreib senden kontaktieren
unterstützen unterstütze spenden spende werden werde erhalten bestellen bestell testen teste kaufen besuchen
besuche entdecken finden finde registrieren sichern sichere diskutieren bleiben helfen hilf machen erfahren
treffen buchen möchten wollen haben jetzt hier
fr: abonnez inscrivez suivez téléchargez recevez rejoignez lisez lire regardez regarder écoutez écouter
cliquez partagez partager envoyez écrivez contactez soutenez donnez faites devenez découvrez visitez
consultez retrouvez réagissez commentez choisissez essayez achetez réservez participez aidez voir voulez
vous profitez
es: suscríbete suscríbase suscríbanse regístrate regístrese sigue siga síguenos síganos descarga descargue
recibe reciba únete únase lee lea leer mira mire ver escucha escuche haz haga comparte comparta envía envíe
escribe escriba escríbenos contacta apoya apoye dona done hazte hágase descubre visita consulta participa
ayuda ayúdanos elige prueba compra reserva quieres
ru: подпишитесь подписывайтесь подпишись следите читайте читай смотрите слушайте скачайте скачивайте
присоединяйтесь вступайте получайте узнавайте узнайте нажмите кликните поделитесь присылайте пришлите пишите
напишите звоните свяжитесь поддержите поддержи пожертвуйте помогите станьте оформите зарегистрируйтесь
войдите выберите попробуйте закажите купите приходите обсуждайте оставьте хотите
it: iscriviti iscrivetevi abbonati abbonatevi segui seguici seguite scarica ricevi unisciti leggi guarda
ascolta clicca condividi invia scrivi scrivici contatta sostieni sostienici dona diventa scopri visita
partecipa aiutaci scegli prova acquista vuoi
pt: inscreva subscreva assine cadastre siga sigam baixe descarregue receba junte leia veja assista ouça
clique compartilhe partilhe envie escreva contacte apoie doe torne seja descubra visite participe ajude
escolha experimente compre quer
"""

# What they are asked to do it with, or what furniture is called.
OFFERED = """
en: newsletter newsletters inbox email e-mail emails mail app apps podcast podcasts twitter facebook
instagram youtube whatsapp telegram linkedin pinterest tiktok snapchat reddit flipboard messenger tumblr
bluesky mastodon subscription subscriptions membership member members subscriber subscribers story stories
article articles coverage video videos photo photos gallery galleries slideshow slideshows image images
caption captions tip tips comment comments alert alerts update updates notification notifications account
password privacy policy terms cookies copyright rights reserved permission reprint reprints republish
republished license licensing licensed advertisement advertisements ad ads advertising sponsored sponsor
sponsors paywall donation donations donate deductible premium trial offer offers promotional episode
episodes series blog magazine edition page website site homepage link links form conversation community
events store headlines headline briefing digest journalism newsroom reader readers reporting reporter
editors editor editorial supporter supporters subscribe download tweet share print pocket embed player
playback browser javascript autoplay audio transcript infographic interactive graphic poll quiz exclusive
feedback letters opinions columnist columnists column nonprofit free weekly daily weekday mornings delivered
latest click here below sign related trending popular recommended
de: newsletter postfach e-mail mail app podcast podcasts twitter facebook instagram youtube whatsapp
telegram linkedin mastodon bluesky abo abonnement abonnements mitglied mitglieder mitgliedschaft abonnenten
leser leserin leserinnen lesern redaktion artikel beitrag beiträge video videos foto fotos bild bilder
bildergalerie kommentar kommentare kommentieren push benachrichtigungen konto passwort datenschutz
datenschutzerklärung nutzungsbedingungen cookies copyright rechte vorbehalten nachdruck lizenz anzeige
werbung gesponsert spende spenden spendenkonto premium probe angebot angebote folge folgen serie blog
magazin ausgabe seite webseite website link links formular debatte community veranstaltung veranstaltungen
termine shop themen journalismus unterstützer unterstützerinnen drucken teilen merken abspielen browser
transkript interaktiv umfrage quiz exklusiv leserbrief leserbriefe leserbriefen kolumne kolumnen kostenlos
kostenfrei wöchentlich täglich werktags morgens aktuelle hier unten anmelden anmeldung abmelden registrieren
mehr thema meistgelesen hinweise impressum iban vorlesen
fr: newsletter newsletters infolettre lettre e-mail mail courriel boîte appli application podcast podcasts
twitter facebook instagram youtube whatsapp telegram linkedin abonnement abonnements abonné abonnés abonnée
abonnées adhérent adhérents membre membres lecteur lecteurs lectrice lectrices rédaction article articles
vidéo vidéos photo photos image images diaporama commentaire commentaires alerte alertes notifications
compte confidentialité conditions cookies copyright droits réservés reproduction licence publicité annonce
sponsorisé partenaire partenaires don dons donateurs déductible défiscalisé premium essai offre offres
épisode épisodes série blog magazine édition numéro page site lien liens formulaire débat communauté
événements boutique titres journal journalisme soutien partager imprimer lecture navigateur transcription
infographie sondage quiz exclusif courrier chronique gratuit gratuite gratuitement hebdomadaire quotidien
quotidienne chaque matin ici ci-dessous inscription désinscrire lire aussi
es: newsletter boletín boletines correo buzón email app aplicación podcast pódcast twitter facebook
instagram youtube whatsapp telegram linkedin suscripción suscripciones suscriptor suscriptores suscriptora
socio socios socia socias lector lectores lectora lectoras redacción artículo artículos nota vídeo vídeos
video videos foto fotos imagen imágenes galería comentario comentarios alerta alertas notificaciones cuenta
contraseña privacidad condiciones cookies copyright derechos reservados reproducción licencia publicidad
anuncio patrocinado donación donaciones aportación deducible premium prueba oferta ofertas episodio
episodios serie blog revista edición página sitio web enlace enlaces formulario conversación comunidad
eventos tienda titulares portada diario periodismo apoyo compartir imprimir reproductor navegador
transcripción infografía encuesta quiz exclusivo cartas columna gratis gratuito semanal diaria cada mañana
aquí abajo registro baja leer también
ru: рассылка рассылку рассылке рассылки почта почту e-mail email приложение приложении подкаст подкасты
подкаста твиттер твиттере фейсбук фейсбуке инстаграм инстаграме youtube whatsapp telegram телеграм телеграме
телеграм-канал telegram-канал канал канале вконтакте одноклассники дзен подписка подписку подписки подписчик
подписчики подписчиков участник читатель читатели читателей читателям редакция редакции редакцию статья
статьи статью материал материалы материалов видео фото фотография фотографии снимок галерея комментарий
комментарии комментариях уведомления аккаунт пароль конфиденциальности соглашение cookies copyright права
защищены перепечатка использовании ссылка ссылки ссылку гиперссылка лицензия реклама рекламе пожертвование
пожертвования пожертвований поддержка поддержку премиум выпуск выпуски серия блог журнал издание издания
сайт сайте сайта страница странице форма обсуждение сообщество мероприятия магазин заголовки журналистика
журналистику поделиться распечатать браузер расшифровка инфографика опрос тест эксклюзив письма колонка
бесплатно еженедельно ежедневно каждое утро здесь ниже регистрация отписаться также подробнее опечатку
ошибку реквизиты
it: newsletter email e-mail posta app podcast twitter facebook instagram youtube whatsapp telegram
abbonamento abbonamenti abbonati abbonato socio soci lettore lettori lettrici redazione articolo articoli
video foto immagine immagini galleria commento commenti notifiche account password privacy condizioni cookie
copyright diritti riservati riproduzione licenza pubblicità sponsorizzato donazione donazioni premium prova
offerta offerte episodio serie blog rivista edizione pagina sito link modulo comunità eventi negozio
giornalismo sostegno condividi stampa browser sondaggio quiz esclusiva lettere gratis gratuito gratuita
settimanale quotidiana mattina qui sotto iscrizione leggi anche
pt: newsletter newsletters email e-mail correio app aplicativo aplicação podcast podcasts twitter facebook
instagram youtube whatsapp telegram assinatura assinaturas assinante assinantes sócio membro membros leitor
leitores leitoras redação artigo artigos notícia vídeo vídeos foto fotos imagem imagens galeria comentário
comentários alertas notificações conta senha privacidade condições cookies copyright direitos reservados
reprodução licença publicidade anúncio patrocinado doação doações donativo premium oferta ofertas episódio
série blog revista edição página site link links formulário comunidade eventos loja jornalismo apoio
compartilhar partilhar imprimir navegador enquete quiz exclusivo cartas grátis gratuito gratuita semanal
diária manhã aqui abaixo inscrição leia também
"""

# Labels in front of a colon, a title or a picture.
LABELS = """
en: more related read see watch also video videos photos photo gallery listen update updated exclusive
analysis opinion fact check next now click coverage full recommended poll interactive graphic infographic
slideshow podcast image contact follow tips send email sign newsletter topics tags filed tagged source
sources via advertisement share live explainer explained timeline pictures play
de: mehr lesen lesetipp siehe auch video fotos foto bild bilder galerie hören podcast grafik interaktiv
newsletter themen schlagworte quelle quellen kontakt anzeige teilen hintergrund dazu
fr: lire voir aussi vidéo vidéos photo photos galerie écouter podcast infographie newsletter sujets tags
source sources contact publicité partager dossier
es: más lee lea leer ver también vídeo video fotos foto galería escucha podcast infografía boletín temas
etiquetas fuente fuentes contacto publicidad compartir
ru: читайте также смотрите видео фото галерея подкаст инфографика рассылка темы теги метки источник
источники контакты реклама поделиться подробнее
it: leggi anche vedi video foto galleria ascolta podcast infografica temi tag fonte fonti contatti
pubblicità condividi
pt: leia mais veja também vídeo fotos foto galeria ouça podcast infográfico temas tags fonte fontes contato
publicidade compartilhe
"""

# Scripts without spaces: what is looked for within the text.
UNSPACED = """
ニュースレター メールマガジン メルマガ 会員 登録 購読 配信 アプリ ダウンロード 寄付 ご支援 支援 シェア
フォロー 公式 関連記事 関連 あわせて読みたい 続きを読む 広告 著作権 無断転載 無断複製 転載 禁じ お問い合わせ
ご意見 ご感想 お寄せください お申し込み 募集 無料 有料 残り 文字 ログイン プライバシー 利用規約 編集部 本紙
読者 記事 動画 写真 画像 コメント アンケート 投稿 こちら ください お願い 人気 ランキング ポッドキャスト
电子报 订阅 客户端 下载 关注 分享 转载 版权 广告 相关 阅读 编辑 责任编辑 点击 扫码 二维码
"""
