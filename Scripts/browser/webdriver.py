"""Drives a browser by the W3C WebDriver protocol, with nothing but the standard library."""

import base64
import json
import subprocess
import time
import urllib.error
import urllib.request

ELEMENT = "element-6066-11e4-a52e-4f735466cecf"


class Browser:
    """A headless Chromium with its driver; a context manager that ends both."""

    def __init__(self, driver, binary):
        # Port 0: the driver takes a free one and says which.
        self.process = subprocess.Popen(
            [driver, "--port=0"], stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True)
        try:
            self.address = f"http://127.0.0.1:{self._port()}"
            arguments = ["--headless=new", "--no-sandbox", "--disable-gpu", "--hide-scrollbars", "--window-size=1100,900"]
            capabilities = {
                "browserName": "chrome",
                "goog:chromeOptions": {"binary": binary, "args": arguments},
                "goog:loggingPrefs": {"browser": "ALL", "performance": "ALL"},
            }
            answer = self._call("POST", "/session", {"capabilities": {"alwaysMatch": capabilities}})
            self.session = "/session/" + answer["sessionId"]
        except BaseException:
            self.process.kill()
            raise

    def _port(self):
        for line in self.process.stdout:
            if "started successfully on port" in line:
                return int(line.rstrip(".\n").rsplit(" ", 1)[1])
        raise RuntimeError("chromedriver did not start")

    def _call(self, method, path, body=None):
        data = None if body is None else json.dumps(body).encode()
        request = urllib.request.Request(
            self.address + path, data, {"Content-Type": "application/json"}, method=method)
        try:
            with urllib.request.urlopen(request, timeout=60) as answer:
                return json.load(answer)["value"]
        except urllib.error.HTTPError as error:
            raise RuntimeError(json.load(error)["value"]["message"].split("\n")[0]) from None

    def __enter__(self):
        return self

    def __exit__(self, *_):
        try:
            self._call("DELETE", self.session)
        finally:
            self.process.terminate()
            self.process.wait(timeout=10)

    def open(self, address):
        self._call("POST", self.session + "/url", {"url": address})

    def find(self, selector):
        answer = self._call("POST", self.session + "/element", {"using": "css selector", "value": selector})
        return self.session + "/element/" + answer[ELEMENT]

    def click(self, selector):
        self._call("POST", self.find(selector) + "/click", {})

    def type(self, selector, text):
        self._call("POST", self.find(selector) + "/value", {"text": text})

    def hover(self, selector):
        element = {ELEMENT: self.find(selector).rsplit("/", 1)[1]}
        move = {"type": "pointerMove", "duration": 0, "x": 0, "y": 0, "origin": element}
        pointer = {"type": "pointer", "id": "mouse", "actions": [move]}
        self._call("POST", self.session + "/actions", {"actions": [pointer]})

    def evaluate(self, script, *arguments):
        return self._call(
            "POST", self.session + "/execute/sync", {"script": "return " + script, "args": list(arguments)})

    def tools(self, command, **parameters):
        """A command of the DevTools protocol."""
        return self._call("POST", self.session + "/goog/cdp/execute", {"cmd": command, "params": parameters})

    def log(self, kind):
        return self._call("POST", self.session + "/se/log", {"type": kind})

    def screenshot(self, path):
        """A picture of the whole page, however long it is."""
        time.sleep(0.1)
        answer = self.tools("Page.captureScreenshot", captureBeyondViewport=True)
        with open(path, "wb") as file:
            file.write(base64.b64decode(answer["data"]))
