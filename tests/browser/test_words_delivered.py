"""Words are delivered, corrected in the open, and traced back to where they come from."""

from playwright.sync_api import expect

from delegation.models import Notice
from positions.actions.instructions import issue_instruction
from positions.models import Delivery, GuidanceRequest, Instruction
from tests import factories as make
from tests.browser.test_asking_capital import listening
from tests.browser.test_day_of_one_issue import opened, phone
from tests.browser.test_everybody_can_use_it import AA, AXE, COLOURS, violations

HEARD = "Chair, Valdria can live with a report that proposes a definition."
SAID = "Chair, Valdria can live with a report that proposes no definition."
WRONG = "One word was left out in the noise."


def test_words_are_corrected_in_the_open_and_traced_back(sample, desk, complaints):
    asked = GuidanceRequest.objects.get(question__startswith="May we live with a report")
    order = asked.instruction
    jon = phone(desk, sample("jon.asker"), f"/instructions/{order.pk}/")
    jon.get_by_role("link", name="Say what became of it").tap()
    jon.get_by_label("Spoken").check()
    jon.get_by_label("The words").fill(HEARD)
    jon.get_by_role("button", name="Note it").tap()
    jon.locator("#deliveries").get_by_role("link", name="Spoken").tap()
    delivery = Delivery.objects.get(words=HEARD)
    listening(jon)

    # The head has it open while the words are put right: the first ones stay, struck out.
    ines = desk(sample("ines.kordal"))
    ines.context.add_init_script(path=AXE)
    opened(ines, delivery.get_absolute_url())
    expect(ines.locator("#words .words")).to_have_text(HEARD)
    expect(ines.get_by_role("link", name="Correct it")).to_have_count(0)
    jon.get_by_role("link", name="Correct it").tap()
    jon.get_by_label("The words as they were").fill(SAID)
    jon.get_by_label("What was wrong").fill(WRONG)
    jon.get_by_role("button", name="Correct it").tap()
    expect(ines.locator("#words .words")).to_have_text(SAID)
    expect(ines.locator("#words s")).to_have_text(HEARD)
    expect(ines.locator("#words .state")).to_contain_text(f"by Jon Asker: {WRONG}")
    delivery.refresh_from_db()
    assert (delivery.words, delivery.first_words, delivery.wrong) == (SAID, HEARD, WRONG)
    assert Notice.objects.filter(to=sample("ines.kordal"), words__contains=WRONG).count() == 1

    # Back along the chain; each thing is a link to its page.
    heads = [head.strip() for head in ines.locator(".trace h2").all_inner_texts()]
    assert heads == [
        "What was delivered",
        "Under this instruction",
        "It superseded",
        "Asked and answered",
        "Our position then",
    ]
    expect(ines.locator("#order .mandate")).to_contain_text("if it contains no definition and proposes none.")
    expect(ines.locator("#before s")).to_contain_text("Oppose any mention of a definition of ICT")
    expect(ines.get_by_role("link", name=asked.question)).to_have_attribute("href", asked.get_absolute_url())
    for page in (ines, jon):
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    assert violations(ines, AA) == []
    ines.emulate_media(color_scheme="dark")
    assert violations(ines, COLOURS) == []

    # Who may not read the instruction finds nothing of it, nor of what was said under it.
    egil = desk(sample("egil.storm"))
    assert egil.goto(delivery.get_absolute_url()).status == 404
    assert [one for one in complaints if "404" in one] == complaints
    complaints.clear()


def test_words_being_written_stay_when_their_instruction_is_superseded(sample, desk, complaints):
    order = Instruction.objects.get(text__name="Res 102", ended_at=None, issued_at__isnull=False)
    idris = phone(desk, sample("idris.penn"), f"/instructions/{order.pk}/delivery/")
    idris.get_by_label("Spoken").check()
    idris.get_by_label("The words").fill(HEARD)
    listening(idris)
    ines = sample("ines.kordal")
    draft = make.instruction(order.issue, "Reserve.", text=order.text, by=ines, live=False)
    issue_instruction(draft, seen=draft.version, predecessor=order.pk, by=ines)
    expect(idris.locator("main")).to_contain_text("Do not use.")
    expect(idris.get_by_label("The words")).to_have_value(HEARD)
    idris.get_by_role("button", name="Note it").tap()
    expect(idris.locator(".errorlist")).to_be_in_viewport()
    expect(idris.get_by_label("The words")).to_have_value(HEARD)
    assert not Delivery.objects.filter(words=HEARD).exists()
    assert [one for one in complaints if "422" in one] == complaints
    complaints.clear()
