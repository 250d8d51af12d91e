"""Pages that are kept on a device: what lies there, and going there without network."""

import re

from playwright.sync_api import Error

# What lies in the safe: how many copies and notes, and whether all was gathered since something last changed; null
# where there is no safe.
LYING = """async () => {
  if (!(await indexedDB.databases()).length) return null;
  const asked = indexedDB.open("placard");
  const base = await new Promise((resolve) => { asked.onsuccess = () => resolve(asked.result); });
  const many = (store) => new Promise((resolve) => {
    base.transaction(store).objectStore(store).count().onsuccess = ({ target }) => resolve(target.result);
  });
  const owner = await new Promise((resolve) => {
    base.transaction("safe").objectStore("safe").get("owner").onsuccess = ({ target }) => resolve(target.result);
  });
  const whole = (owner?.gatheredAt ?? 0) > (owner?.doubtedAt ?? 0);
  const lying = { copies: await many("copies"), notes: await many("notes"), whole };
  base.close();
  return lying;
}"""


# All bytes of what lies there, as letters.
READ = """async () => {
  const asked = indexedDB.open("placard");
  const base = await new Promise((resolve) => { asked.onsuccess = () => resolve(asked.result); });
  const all = (act) => new Promise((resolve) => {
    base.transaction("copies").objectStore("copies")[act]().onsuccess = ({ target }) => resolve(target.result);
  });
  const names = await all("getAllKeys");
  const found = await all("getAll");
  base.close();
  return names.join() + found.map(({ locked }) => new TextDecoder("latin1").decode(locked)).join();
}"""
MINUTE = 60_000
TURNS = 300  # of a tenth of a second: as long as Playwright waits for what it expects
CALM = re.compile(r"^No network\. This is the copy of \d\d:\d\d\.$")
OLD = re.compile(r"^No network\. This is the copy of \d\d:\d\d: it may be superseded\.$")


def kept(page):
    page.goto("/")
    until(page, whole=True)
    return page


def until(page, **lying):
    """Wait for this in the safe; for none at all, with nothing told."""
    for _ in range(TURNS):
        found = lying_there(page)
        if (found is None and not lying) or (found and lying and found | lying == found):
            return
        page.wait_for_timeout(100)
    raise AssertionError(f"{lying_there(page)} instead of {lying}")


def lying_there(page):
    """What lies in the safe; asked again where the page itself came in the place of its copy meanwhile."""
    try:
        return page.evaluate(LYING)
    except Error as error:
        if "navigation" not in str(error):
            raise
        page.wait_for_load_state()
        return page.evaluate(LYING)


def awaited(page, question):
    """Ask until it is so; Playwright itself does not wait for what an asynchronous question will answer."""
    for _ in range(TURNS):
        if page.evaluate(question):
            return
        page.wait_for_timeout(100)
    raise AssertionError(question[:80])


def cut_off(page, path="/"):
    page.context.set_offline(True)
    page.goto(path)
    return page


def band(page):
    return page.locator("#truth")
