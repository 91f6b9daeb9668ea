"""A mail as it goes out: text and HTML in the resident's language, absolute links, a way to have no more of them."""

from collections.abc import Mapping
from dataclasses import dataclass
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime, formataddr
from urllib.parse import urlsplit

from jinja2 import Environment, FileSystemLoader

from civic.accounts.queries import Credentials
from civic.calendar import utc_now
from civic.city.text import Text
from civic.language.languages import Language
from civic.messages.links import confirm_token, reset_token, stop_token
from civic.messages.models import Mail, Message
from civic.messages.rules import TOPICS, one_line
from civic.messages.words import words_of
from civic.paths import TEMPLATES
from civic.services import Services

_POLICY = SMTP.clone(cte_type="7bit")  # for servers that know nothing newer
_PAGES = Environment(loader=FileSystemLoader(TEMPLATES), autoescape=True, trim_blocks=True, lstrip_blocks=True)


@dataclass(frozen=True, slots=True)
class Footer:
    """A line at a mail's end, with an address that it leads to."""

    text: str
    href: str | None = None


@dataclass(frozen=True, slots=True)
class _Content:
    title: str
    paragraphs: list[str]
    button: Mapping[str, str] | None
    footer: list[Footer]
    stop: str | None


def message_mail(app_services: Services, mail: Mail, message: Message, letter: Text | None) -> EmailMessage:
    """The mail that brings a message."""
    language = _language(app_services, mail.language)
    words, gettext = words_of(message, letter, language), language.words.gettext
    base = app_services.settings.site_url
    stop = f"{base}/mail/stop/{stop_token(app_services.settings.secret_key, mail.resident_id, message.topic)}"
    href = f"{base}{message.path or f'/me/inbox/{message.id}'}"
    paragraphs = [words.body, *filter(None, words.letter.split("\n\n"))]
    topic = gettext(TOPICS[message.topic])
    footer = [
        Footer(
            gettext("You get this mail because you wanted mails of %(site)s.") % {"site": _site(app_services, language)}
        ),
        Footer(gettext("No more mails about “%(topic)s”") % {"topic": topic}, stop),
        Footer(gettext("E-mail settings"), f"{base}/me/mail"),
    ]
    button = {"href": href, "label": gettext("Open it")}
    return _compose(app_services, mail, language, _Content(words.title, paragraphs, button, footer, stop))


def question_mail(app_services: Services, mail: Mail, given_at: float) -> EmailMessage:
    """The mail that asks whether an address is right."""
    language = _language(app_services, mail.language)
    gettext, site = language.words.gettext, _site(app_services, language)
    token = confirm_token(app_services.settings.secret_key, mail.resident_id, given_at)
    button = {
        "href": f"{app_services.settings.site_url}/mail/confirm/{token}",
        "label": gettext("Yes, this is my address"),
    }
    paragraphs = [
        gettext("Somebody gave this address at %(site)s, to get mails there.") % {"site": site},
        gettext("If it was you, please confirm it within three days."),
    ]
    footer = [Footer(gettext("If it was not you, do nothing: no further mail will come."))]
    title = gettext("%(site)s: is this your address?") % {"site": site}
    return _compose(app_services, mail, language, _Content(title, paragraphs, button, footer, None))


def reset_mail(app_services: Services, mail: Mail, found: Credentials) -> EmailMessage:
    """The mail with the link that sets a forgotten password anew."""
    language = _language(app_services, mail.language)
    gettext, site = language.words.gettext, _site(app_services, language)
    token = reset_token(app_services.settings.secret_key, found.actor.account_id, found.password_hash)
    address = f"{app_services.settings.site_url}/signin/reset/{token}"
    paragraphs = [
        gettext("Somebody asked for a new password for %(nickname)s at %(site)s.")
        % {"nickname": found.actor.nickname, "site": site},
        gettext("The link works once, for half an hour."),
    ]
    footer = [Footer(gettext("If it was not you, do nothing: your password stays as it is."))]
    button = {"href": address, "label": gettext("Choose a new password")}
    title = gettext("%(site)s: a new password") % {"site": site}
    return _compose(app_services, mail, language, _Content(title, paragraphs, button, footer, None))


def _language(app_services: Services, code: str) -> Language:
    """The language, the city's first where the pack has dropped it."""
    return app_services.languages.get(code) or next(iter(app_services.languages.values()))


def _site(app_services: Services, language: Language) -> str:
    return f"{language.words.gettext('Tongxing')} · {app_services.city.name.in_(language.code)}"


def _compose(app_services: Services, mail: Mail, language: Language, content: _Content) -> EmailMessage:
    host = urlsplit(app_services.settings.site_url).hostname or "localhost"
    made = EmailMessage(policy=_POLICY)
    made["From"] = formataddr((one_line(_site(app_services, language)), app_services.settings.mail_sender))
    made["To"] = mail.address
    made["Subject"] = one_line(content.title)
    made["Date"] = format_datetime(utc_now())
    made["Message-ID"] = f"<mail-{mail.id}-{mail.created_at:%Y%m%d%H%M%S}@{host}>"
    made["Auto-Submitted"] = "auto-generated"
    if content.stop:
        made["List-Unsubscribe"] = f"<{content.stop}>"
        made["List-Unsubscribe-Post"] = "List-Unsubscribe=One-Click"
    made.set_content(_text(content))
    made.add_alternative(_html(content, language), subtype="html")
    made["Content-Language"] = language.html_lang  # setting the content takes such headers away
    return made


def _text(content: _Content) -> str:
    lines = [content.title, *content.paragraphs]
    if content.button:
        lines.append(f"{content.button['label']}\n{content.button['href']}")
    lines += ["-- ", *(f"{line.text}\n{line.href}" if line.href else line.text for line in content.footer)]
    return "\n\n".join(lines) + "\n"


def _html(content: _Content, language: Language) -> str:
    return _PAGES.get_template("civic/messages/mail.html").render(
        lang=language.html_lang,
        title=content.title,
        paragraphs=content.paragraphs,
        button=content.button,
        footer=content.footer,
    )
