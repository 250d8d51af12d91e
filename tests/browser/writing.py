"""People who write in one talking point, each in a browser of one's own."""

import re

from playwright.sync_api import expect

from delegation.actions import records
from positions.models import TalkingPoint
from tests import factories as make
from tests.browser.conftest import watched

FIRST = "We welcome a study of prices."
SAVES = re.compile("/(positions|points)/.+/")
KEPT = re.compile(r"^Not saved: kept on this device \d\d:\d\d\.")
INSISTS = "We insist on a study of prices."
STORED = "() => Object.entries(localStorage).filter(([name]) => name.startsWith('placard '))"
NOTHING_STORED = "() => !Object.keys(localStorage).some((name) => name.startsWith('placard '))"
SAVED = re.compile(r"^Saved 29 Oct \d\d:\d\d by ")


def written(issue):
    """The issue, with a position and one talking point."""
    make.position(issue, objective="Keep the text as it is.", argument="Study first.")
    make.talking_point(issue, FIRST, place=1)
    return issue


def begun(page, issue):
    """The page of an issue, with the editor of the first talking point open."""
    opened(page, issue.get_absolute_url())
    with page.expect_response("**/draft-key/"):
        page.locator("#points [data-edit]").first.click()
    expect(editor(page)).to_be_focused()
    return page


def opened(page, path):
    page.goto(path)
    expect(page.locator("body")).to_have_attribute("data-live", "true")
    return page


def editor(page):
    return page.locator("#points form[data-editor] textarea")


def sentence(page):
    return page.locator("form[data-editor] [data-saved]")


def point():
    return TalkingPoint.objects.get()


def texts_of_past():
    return list(TalkingPoint.history.rel.related_model.objects.order_by("version").values_list("text", flat=True))


def field(page, name):
    return page.locator("#position [data-field]").filter(has=page.get_by_role("heading", name=name))


def say(text, *, by):
    now = point()
    records.change(now, seen=now.version, by=by, text=text)


class Held:
    """Saves that are held on their way there, or back, until they are let go."""

    def __init__(self, page):
        self.routes = []
        page.route(SAVES, self.take)

    def take(self, route):
        if route.request.method == "POST":
            self.routes.append(route)
        else:
            route.continue_()

    def wait(self, page, many=1):
        for _ in range(300):
            if len(self.routes) >= many:
                return self.routes[many - 1]
            page.wait_for_timeout(50)
        raise AssertionError(f"{len(self.routes)} of {many} saves were sent")


def cut_off(page, words=INSISTS):
    """Write, lose the connection before it is saved, and lose the page too; the browser that is left."""
    page.context.set_offline(True)
    editor(page).fill(words)
    expect(sentence(page)).to_have_text(KEPT)
    return crashed(page)


def crashed(page):
    # What keeps a page offline goes a moment before the page: its last breath would reach the server.
    page.evaluate("() => { window.fetch = () => new Promise(() => {}); }")
    page.close()
    page.context.set_offline(False)
    return page.context


def back(context, path, complaints):
    return opened(watched(context.new_page(), complaints), path)


def offer(page):
    return page.locator("[data-offer]")


def stored(page):
    return page.evaluate(STORED)
