"""Opens a report in headless Chromium, uses it as its reader does, and says what does not work.

    check.py REPORT.html FOLDER      FOLDER: where the screenshots go
"""

import base64
import json
import os
import pathlib
import shutil
import sys

from webdriver import Browser

failures = []


def expect(holds, what):
    print(("  ok      " if holds else "  FAILED  ") + what)
    if not holds:
        failures.append(what)


def column(browser, table, number):
    """The texts of a column of the visible rows."""
    return browser.evaluate(
        "[...document.querySelectorAll(arguments[0] + ' tbody tr')].filter(row => row.checkVisibility())"
        ".map(row => row.cells[arguments[1]].textContent)", table, number)


def numbers(texts):
    return [float(text) for text in texts]


def sorts(browser, table):
    header = table + " thead th.number"
    number = browser.evaluate("document.querySelector(arguments[0]).cellIndex", header)
    before = column(browser, table, number)
    state = lambda: browser.evaluate("document.querySelector(arguments[0]).ariaSort", header)
    browser.click(header + " button")
    up = numbers(column(browser, table, number))
    expect(up == sorted(numbers(before)) and state() == "ascending", "a click on a header sorts by its numbers")
    # By the keyboard: the button has the focus.
    browser.type(header + " button", "\ue007")
    down = numbers(column(browser, table, number))
    expect(down == up[::-1] and state() == "descending", "Return on a header turns the order round")
    browser.click(header + " button")
    expect(column(browser, table, number) == before and state() is None, "a third time gives the order as it was")


def filters(browser):
    names = "[...document.querySelectorAll('tbody tr .name')].filter(cell => cell.checkVisibility()).map(c => c.textContent)"
    everything = browser.evaluate(names)
    browser.type("#filter", "CONV5")
    left = browser.evaluate(names)
    expect(0 < len(left) < len(everything) and all("conv5" in name or not name for name in left),
           "the field keeps the rows of the layers that it names")
    count = browser.evaluate("document.getElementById('count').textContent")
    expect(count.endswith(f" of {len(everything)} rows"), f"it says how many: {count}")
    for _ in range(5):
        browser.type("#filter", "\ue003")
    expect(browser.evaluate(names) == everything, "an empty field shows all")


def links(browser):
    finding = ".outline a"
    target = browser.evaluate("document.querySelector(arguments[0]).getAttribute('href')", finding)
    browser.click(finding)
    text = browser.evaluate("document.querySelector(arguments[0]).textContent", target)
    expect(text == browser.evaluate("document.querySelector(arguments[0]).textContent", finding),
           f"a finding leads to the row of its layer: {text}")
    mark = ".picture .leads"
    browser.hover(mark)
    tip = browser.evaluate("document.getElementById('tip').checkVisibility() && document.getElementById('tip').textContent")
    expect(bool(tip), f"a mark of a picture says what it is: {tip}")
    browser.click(mark)
    name = browser.evaluate("document.querySelector(':target').textContent")
    expect(bool(tip) and tip.startswith(name), "a click on it leads to the row of the layer")
    browser.evaluate("window.scrollTo(0, 0)")


def copies(browser):
    browser.click(".command .copy")
    done = browser.evaluate("new Promise(done => setTimeout(() => done(document.querySelector('.copy').textContent), 200))")
    expect(done in ("Copied", "Selected"), "a command is copied")


def is_selectable(browser):
    text = browser.evaluate("(getSelection().selectAllChildren(document.querySelector('article')), getSelection().toString())")
    expect("conv5" in text and "errors" in text, "text can be selected")
    browser.evaluate("getSelection().removeAllRanges()")


def contrast(browser):
    """The lowest contrast of text on its ground, as WCAG 2.1 defines it."""
    colours = browser.evaluate("""[...document.querySelectorAll('main *, .controls *')].filter(e => e.checkVisibility()
      && !e.closest('svg') && [...e.childNodes].some(n => n.nodeType === 3 && n.data.trim())).map(e => {
        let ground = e;
        while (ground && getComputedStyle(ground).backgroundColor === 'rgba(0, 0, 0, 0)') ground = ground.parentElement;
        return [getComputedStyle(e).color, getComputedStyle(ground ?? document.body).backgroundColor,
          e.tagName + '.' + e.className]; })""")

    def luminance(colour):
        parts = [int(part) / 255 for part in colour[colour.index("(") + 1:-1].split(",")[:3]]
        linear = [part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts]
        return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]

    def ratio(one, two):
        low, high = sorted((luminance(one), luminance(two)))
        return (high + 0.05) / (low + 0.05)

    return min((ratio(text, ground), element) for text, ground, element in colours)


def colours(browser, folder):
    ground = "getComputedStyle(document.body).backgroundColor"
    paper = "getComputedStyle(document.querySelector('.picture svg rect')).fill"
    seen = {}
    for system in ("light", "dark"):
        browser.tools("Emulation.setEmulatedMedia", features=[{"name": "prefers-color-scheme", "value": system}])
        seen[system] = (browser.evaluate(ground), browser.evaluate(paper))
        lowest, element = contrast(browser)
        expect(lowest >= 4.5, f"{system}: contrasts are {lowest:.1f} : 1 or more ({element})")
        browser.screenshot(folder / f"{system}.png")
    expect(seen["light"] != seen["dark"] and all(page == picture.replace("rgba", "rgb") for page, picture in seen.values()),
           "colours follow the system, of pictures too")
    browser.type("#theme", "light")
    expect((browser.evaluate(ground), browser.evaluate(paper)) == seen["light"], "the reader's choice goes before the system's")
    browser.type("#theme", "\ue013")
    expect((browser.evaluate(ground), browser.evaluate(paper)) == seen["dark"], "and can be taken back")
    browser.tools("Emulation.setEmulatedMedia", features=[{"name": "prefers-color-scheme", "value": "light"}])


def is_narrow(browser, folder):
    browser.tools("Emulation.setDeviceMetricsOverride", width=390, height=800, deviceScaleFactor=1, mobile=True)
    width = browser.evaluate("document.documentElement.scrollWidth")
    expect(width <= 390, f"a page of 390 points needs no scrolling sideways: {width}")
    browser.screenshot(folder / "narrow.png")
    browser.tools("Emulation.clearDeviceMetricsOverride")


def prints(browser, folder):
    printed = base64.b64decode(browser.tools("Page.printToPDF", printBackground=True)["data"])
    (folder / "printed.pdf").write_bytes(printed)
    expect(printed.startswith(b"%PDF"), "it can be printed")
    browser.tools("Emulation.setEmulatedMedia", media="print")
    expect(not browser.evaluate("document.querySelector('.controls').checkVisibility()"), "without what only a screen has")
    browser.tools("Emulation.setEmulatedMedia", media="")


def is_quiet(browser, address):
    messages = [entry["message"] for entry in browser.log("browser")]
    expect(messages == [], f"no errors and warnings on the browser's console {messages or ''}")
    asked = []
    for entry in browser.log("performance"):
        event = json.loads(entry["message"])["message"]
        if event["method"] == "Network.requestWillBeSent":
            asked.append(event["params"]["request"]["url"])
    others = [url for url in asked if url.split("#")[0] != address and not url.startswith("data:")]
    expect(address in asked and others == [], f"nothing is loaded but the page {others or ''}")


def reads_without_script(browser, address):
    browser.tools("Emulation.setScriptExecutionDisabled", value=True)
    browser.open(address)
    expect(browser.evaluate("document.querySelectorAll('th button, .copy').length") == 0, "without script there are no controls")
    text = browser.evaluate("document.querySelector('main').innerText")
    expect("conv5" in text and "Input files" in text and not browser.evaluate(
        "document.getElementById('controls').checkVisibility()"), "and all can be read")
    browser.tools("Emulation.setScriptExecutionDisabled", value=False)


def main():
    if len(sys.argv) != 3:
        sys.exit(__doc__)
    page, folder = pathlib.Path(sys.argv[1]).resolve(), pathlib.Path(sys.argv[2])
    driver = shutil.which("chromedriver")
    binary = os.environ.get("CHROMIUM") or shutil.which("chromium")
    if not driver or not binary:
        sys.exit("check.py: chromium and chromedriver are wanted: apt-get install chromium chromium-driver")
    with Browser(driver, binary) as browser:
        address = page.as_uri()
        browser.open(address)
        table = "div[aria-label^='errors'] table"
        sorts(browser, table)
        filters(browser)
        links(browser)
        copies(browser)
        is_selectable(browser)
        colours(browser, folder)
        is_narrow(browser, folder)
        prints(browser, folder)
        is_quiet(browser, address)
        reads_without_script(browser, address)
    print(f"{len(failures)} failed" if failures else "all held", f" ·  screenshots in {folder}", sep="")
    sys.exit(1 if failures else 0)


main()
