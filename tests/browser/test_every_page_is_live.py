"""Every page follows the stream: its parts can be fetched, are as the whole page has them, and nothing flickers."""

from playwright.sync_api import expect

from tests.browser.test_everybody_can_use_it import addresses

# Pages that ask for something to be written, or of the sign-in, stand as they were opened.
STILL = ("/new/", "/closing/", "/move/", "/argument/", "?issue=", "/withdrawal/", "/accounts/")
EVERYTHING = "new CustomEvent('changed', {detail: {topics: null, sight: true, missed: null}})"
FETCHED = "() => !document.querySelector('[data-stale], [data-hurry]')"
TOUCHED = """() => {
  window.touched = [];
  new MutationObserver((records) => {
    for (const { type, attributeName, target } of records) {
      if (attributeName?.match(/^data-(stale|hurry|new)$/) || target.closest?.("time, .clock, #said")) continue;
      if (target.matches?.("input[type=hidden]")) continue;
      window.touched.push(`${type} ${attributeName ?? ""} ${target.outerHTML?.slice(0, 200) ?? target.data}`);
    }
  }).observe(document.getElementById("main").parentElement, {
    subtree: true, childList: true, attributes: true, characterData: true,
  });
}"""


def live(address):
    return not any(word in address for word in STILL) or "/history/" in address


def test_what_is_fetched_again_is_what_stood_there(sample, desk):
    page = desk(sample("ines.kordal"))
    refused, still, touched = [], [], []
    page.on("response", lambda got: refused.append((got.status, got.url)) if got.status >= 400 else None)
    for address in filter(live, addresses()):
        page.goto(address)
        expect(page.locator("body")).to_have_attribute("data-live", "true")
        if page.locator("main [data-live], main[data-live]").count() == 0:
            still.append(address)
        before = page.locator("#main").inner_text()
        page.evaluate(TOUCHED)
        page.evaluate(f"document.dispatchEvent({EVERYTHING})")
        page.wait_for_function(FETCHED)
        touched += [f"{address} {one}" for one in page.evaluate("window.touched")]
        assert page.locator("#main").inner_text() == before, address
    assert (refused, still, touched) == ([], [], [])
