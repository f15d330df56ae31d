"""Which phrases support another witness and never decide alone?"""

from __future__ import annotations

from publisher.clean.phrases import Family

# Also said in stories: they support another witness and never decide alone.
WEAK: dict[Family, str] = {
    Family.APPEAL: """
en: independent journalism; as little as; your donation; your contribution; chip in; unlimited access;
help us keep; quality journalism; our journalism; our reporting; our newsroom; our work; our readers;
our mission; our members; our donors; your help; your support; supporting us; donate; donation; donations;
donating; monthly; per month; a month; a week; a year; subscription; subscribe; subscriber; subscribers;
membership; paywall; press freedom; free press; | join us; | join; | support; | help us; | give;
standing with us; silenced; we strive; nonprofit; non profit; newsroom; wine club
de: unabhängigen journalismus; unabhängiger journalismus; unsere arbeit; unserer arbeit; unsere redaktion;
spende; spenden; monatlich; im monat; abonnieren; abonnement; abo; mitgliedschaft; unterstützung;
pressefreiheit; unsere leser; gemeinnützig; | helfen sie
fr: journalisme indépendant; notre travail; notre rédaction; notre journal; par mois; mensuel; abonnement;
abonnés; soutien; liberté de la presse; nos lecteurs; | aidez nous; | rejoignez
es: periodismo independiente; nuestro trabajo; nuestra redacción; nuestro periodismo; donación; donaciones;
al mes; mensual; suscripción; suscriptores; apoyo; libertad de prensa; nuestros lectores; | ayúdanos;
| únete
ru: независимую журналистику; независимая журналистика; независимые журналисты; нашу работу; наша работа;
нашей редакции; наша редакция; пожертвование; пожертвования; в месяц; ежемесячно; подписка; подписку;
поддержка; поддержку; наших читателей; | помогите
it: giornalismo indipendente; il nostro lavoro; la nostra redazione; donazione; donazioni; al mese;
abbonamento; abbonati; sostegno; nostri lettori; | aiutaci; libertà di stampa
pt: jornalismo independente; o nosso trabalho; nosso trabalho; nossa redação; a nossa redação; doação;
doações; donativo; por mês; mensal; assinatura; assinantes; apoio; nossos leitores; os nossos leitores;
| ajude nos
""",
    Family.NEWSLETTER: """
en: newsletter; newsletters; inbox; sign up; | sign up; | get the latest; email updates; | get; email;
e mail; stay up to date; | stay informed; breaking news; top stories; | subscribe; morning briefing;
briefing; daily digest; privacy policy; terms of service; terms of use; promotional offers
de: newsletter; anmelden; postfach; e mail; | erhalten sie; auf dem laufenden; kostenlos
fr: newsletter; infolettre; gratuitement; e mail; boîte mail
es: boletín; newsletter; gratis; correo electrónico
ru: рассылка; рассылку; бесплатно; | получайте; | узнавайте; | подпишитесь
it: newsletter; gratis; e mail; ogni mattina
pt: newsletter; gratuitamente; e mail; grátis
""",
    Family.FOLLOW: """
en: | follow; on twitter; on facebook; on instagram; on x |; on linkedin; on telegram; on youtube;
on tiktok; twitter; | contact; | contact us
de: auf facebook; auf twitter; auf instagram; | folgen; | folge; auf telegram
fr: sur facebook; sur twitter; sur instagram; sur telegram; | suivez
es: en facebook; en twitter; en instagram; en telegram; en whatsapp; | sigue
ru: в telegram; в телеграме; вконтакте; в фейсбуке; в инстаграме; в дзене; в соцсетях
it: su facebook; su twitter; su instagram; su telegram; su whatsapp; | segui
pt: no facebook; no twitter; no instagram; no telegram; no whatsapp; | siga
""",
    Family.SHARE: """
en: | share; facebook; whatsapp; pinterest; linkedin; tweet; reddit; flipboard
de: | teilen; | teilen sie
fr: | partager; | partagez
es: | compartir; | comparte
ru: | поделиться
it: | condividi
pt: | compartilhar; | partilhar
""",
    Family.READ_MORE: """
en: read more |; | read more; read more about; more stories; more from; most popular |; most read |;
click here; | click; | check out; en savoir plus; | don t miss; learn more; | read; | watch; | listen;
| see; | more; more on; full coverage; photos |; | related; here |; | explore; | also
de: mehr dazu; | mehr; hier |; | lesen sie; im video; | video
fr: ici |; | lire; | écoutez; | regardez; | voir
es: aquí |; | lee; | lea; | mira; | escucha
ru: здесь |; | читайте; | подробнее; | смотрите; по ссылке
it: qui |; | leggi; | guarda; | ascolta
pt: aqui |; | leia; | veja; | ouça
""",
    Family.RIGHTS: """
en: copyright; ©; licensing; permission; llc; inc
de: ©; urheberrecht
fr: ©; droits
es: ©; derechos
ru: ©; гиперссылка
it: ©; diritti
pt: ©; direitos
""",
    Family.APP: """
en: | download; app; our app; get the app; app store; google play; for full coverage and alerts; alerts
de: app; | laden sie
fr: application; | téléchargez
es: app; | descarga
ru: приложение; | скачайте
it: app; | scarica
pt: app; aplicativo; | baixe
""",
    Family.COMMENTS: """
en: comments; comment; what do you think; let us know; your thoughts; your story; your question
de: kommentare; leserbrief
fr: commentaires
es: comentarios
ru: комментарии
it: commenti
pt: comentários
""",
}
