"""What the project and the organisation's own people are told where nobody else reads it."""

import re
from collections.abc import AsyncIterator
from dataclasses import replace

import pytest

from bot.effects import Hands
from bot.effects.shapes import TO_PROJECT, TO_ROLE
from bot.mail import Mail, MailFailed, Tls
from bot.vocabulary.actions import ReportPrivately, TellSecurityRole
from bot.vocabulary.people import MAIL_ADDRESS
from tests.effects.bench import ORGANISATION, REPOSITORY, Bench
from tests.mailbox import Mailbox, mailbox

CONTACT, ROLE = "security@example.org", "psirt@example.com"


@pytest.fixture
async def box() -> AsyncIterator[Mailbox]:
    async with mailbox() as made:
        yield made


def with_mail(here: Bench, box: Mailbox) -> Hands:
    return replace(here.hands, mail=Mail.of(box.url), web_url="https://github.com")


async def told(here: Bench, hands: Hands, contact: str | None) -> tuple[str, ...]:
    actions = (TellSecurityRole(here.thread), ReportPrivately(here.thread, contact))
    organisation = replace(ORGANISATION, security_mail=ROLE)
    return await here.do(*actions, hands=hands, organisation=organisation)


async def test_the_project_hears_before_the_organisations_own_people(
    here: Bench, box: Mailbox
) -> None:
    done = await told(here, with_mail(here, box), CONTACT)

    assert done == (), "no log tells of it"
    assert [mail["To"] for mail in box.mails] == [CONTACT, ROLE]
    link = f"https://github.com/{REPOSITORY}/issues/{here.number}"
    for mail in box.mails:
        text = mail.get_content()
        assert text.splitlines()[0] == link
        assert "It stops" not in text  # the issue's own words
        assert "a-reporter" not in str(mail)
    assert "The project was told privately." in box.mails[1].get_content()
    assert here.writes == []


async def test_an_address_that_cannot_be_written_to_does_not_count_as_told(
    here: Bench, box: Mailbox
) -> None:
    await told(here, with_mail(here, box), "sicherheit@ex\u00e4mple.org")

    assert (await here.entry(*TO_PROJECT)).state == "refused"
    assert "The project was not told" in box.mails[0].get_content()


@pytest.mark.parametrize(
    ("address", "is_one"),
    [
        (CONTACT, True),
        ("first.last+tag@mail.example.co", True),
        ("o'neil_x@example.org", True),
        ("sicherheit@ex\u00e4mple.org", False),
        ("\u00fc@example.org", False),
        ("security@example.org\n", False),
        ("a b@example.org", False),
        ("<a@example.org>", False),
    ],
)
def test_an_address_is_one_that_mail_reaches(address: str, *, is_one: bool) -> None:
    assert (re.fullmatch(MAIL_ADDRESS, address) is not None) is is_one


async def test_without_a_contact_githubs_private_reporting_takes_it(
    here: Bench, box: Mailbox
) -> None:
    here.allow_private_reports()

    await told(here, with_mail(here, box), None)

    (report,) = here.github.state.repositories[REPOSITORY].private_reports
    assert f"/issues/{here.number}" in report["description"]
    assert [mail["To"] for mail in box.mails] == [ROLE]


async def test_a_project_that_takes_none_is_not_said_to_know(here: Bench, box: Mailbox) -> None:
    await told(here, with_mail(here, box), None)  # the permission was not granted

    assert (await here.entry(*TO_PROJECT)).state == "refused"
    (mail,) = box.mails
    assert "The project was not told by Linchpin." in mail.get_content()


async def test_it_is_said_once_however_often_the_job_runs(here: Bench, box: Mailbox) -> None:
    hands = with_mail(here, box)
    box.is_cut_short = True
    with pytest.raises(Exception, match=r".+"):  # whether it was taken stays open
        await told(here, hands, CONTACT)
    box.is_cut_short = False

    assert (await here.memory()).done[TO_PROJECT] == 1
    assert (await here.entry(*TO_PROJECT)).state == "sending"
    assert len(box.mails) == 1


@pytest.mark.parametrize("answer", ["451 later", "421 busy"])
async def test_what_the_server_surely_did_not_take_is_tried_again(
    here: Bench, box: Mailbox, answer: str
) -> None:
    hands = with_mail(here, box)
    box.answers = [answer]
    with pytest.raises(MailFailed):
        await told(here, hands, CONTACT)
    assert (await here.entry(*TO_PROJECT)).state == "intent"
    (early,) = box.mails
    assert early["To"] == ROLE
    assert "could not be told yet" in early.get_content()

    await here.do(ReportPrivately(here.thread, CONTACT), hands=hands)

    assert [mail["To"] for mail in box.mails] == [ROLE, CONTACT]


async def test_an_address_that_is_refused_is_not_tried_again_and_the_role_still_hears(
    here: Bench, box: Mailbox
) -> None:
    box.answers = ["550 no such user", ""]

    await told(here, with_mail(here, box), CONTACT)

    assert (await here.memory()).refused == {TO_PROJECT}
    (mail,) = box.mails
    assert mail["To"] == ROLE
    assert "was not told" in mail.get_content()


async def test_the_same_word_has_the_same_message_id(here: Bench, box: Mailbox) -> None:
    mail = Mail.of(box.url)
    await mail.send(ROLE, "Subject", "Text", "a1b2")
    await mail.send(ROLE, "Subject", "Text", "a1b2")

    assert [m["Message-ID"] for m in box.mails] == ["<a1b2@example.com>"] * 2


async def test_without_a_mail_server_nothing_is_sent_and_the_row_says_so(here: Bench) -> None:
    await told(here, here.hands, CONTACT)

    assert (await here.entry(*TO_ROLE)).state == "refused"


@pytest.mark.parametrize(
    ("url", "remedy"),
    [
        ("https://mail.example.com", "smtps://"),
        ("smtps://", "smtps://"),
        ("smtps://mail.example.com", "from=ADDRESS"),
        ("smtps://user:word@mail.example.com", "from=ADDRESS"),
    ],
)
def test_an_address_of_no_mail_server_is_refused_with_the_remedy(url: str, remedy: str) -> None:
    with pytest.raises(ValueError, match=remedy):
        Mail.of(url)


def test_a_mail_server_is_read_from_its_address() -> None:
    found = Mail.of("smtps://me%40example.com:p%2Fw@mail.example.com")

    assert (found.host, found.port, found.tls) == ("mail.example.com", 465, Tls.AT_ONCE)
    assert (found.user, found.password, found.sender) == (
        "me@example.com",
        "p/w",
        "me@example.com",
    )


async def test_a_password_goes_over_no_open_line(box: Mailbox) -> None:
    assert Mail.of("smtp://me:word@mail.example.com?from=a@example.com").tls is Tls.UPGRADED
    mail = replace(Mail.of(box.url), tls=Tls.UPGRADED, user="me", password="word")

    with pytest.raises(MailFailed):
        await mail.send(ROLE, "Subject", "Text", "a1b2")

    assert box.mails == []
