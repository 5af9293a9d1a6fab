#!/usr/bin/env python3
"""Uses xqsh on a pseudo-terminal as a person does, and says what came out otherwise.

    Tests/Terminal/terminal.py PROGRAM [NAME ...]

Standard library only. It waits for what is shown, never for time to pass; a limit ends what waits in vain.
"""

import errno
import fcntl
import os
import pathlib
import pty
import re
import select
import shutil
import signal
import struct
import sys
import tempfile
import termios
import time

LIMIT = 8  # Seconds; a machine may be busy. Nothing waits that long unless it fails.
PROGRAM = pathlib.Path(sys.argv[1]).resolve()
SLOW_MODEL = pathlib.Path(__file__).resolve().parent.parent / "XQRuntimeTests/Resources/endless.onnx"
HAS_READLINE = os.environ.get("XQSH_PLAIN") is None
ESCAPES = re.compile(r"\x1b\[[0-9;?]*[a-zA-Z]|\x1b[=>]|\a|[\x01\x02]")


class Failure(Exception):
    pass


class Terminal:
    """A program at the other end of a pseudo-terminal. `screen` is what it wrote, without escape sequences."""

    def __init__(self, home, arguments=(), program=PROGRAM, size=(24, 100), environment=()):
        self.home = home
        self.raw = ""
        self.screen = ""
        self.seen = 0
        self.status = None
        names = dict(
            os.environ, HOME=str(home), TERM="xterm", LC_ALL="C.UTF-8", NO_COLOR="1",
            XDG_STATE_HOME=f"{home}/state", XDG_CONFIG_HOME=f"{home}/config", INPUTRC=f"{home}/inputrc")
        names.update(environment)
        self.pid, self.descriptor = pty.fork()
        if self.pid == 0:
            os.chdir(home)
            os.execve(program, [str(program), *arguments], names)
        self.resize(*size)

    def resize(self, rows, columns):
        fcntl.ioctl(self.descriptor, termios.TIOCSWINSZ, struct.pack("HHHH", rows, columns, 0, 0))

    def type(self, text):
        data = text.encode()
        while data:
            self.pump(0)
            data = data[os.write(self.descriptor, data[:512]):]

    def pump(self, limit):
        """Takes in what was written; false when nothing comes in that time or nobody is there any more."""
        if not select.select([self.descriptor], [], [], limit)[0]:
            return False
        try:
            data = os.read(self.descriptor, 65536)
        except OSError as error:
            if error.errno != errno.EIO:
                raise
            data = b""
        if not data:
            return False
        self.raw += data.decode(errors="replace")
        self.screen = ESCAPES.sub("", self.raw).replace("\r\n", "\n")
        return True

    def expect(self, text, limit=LIMIT):
        """Waits for a text behind what was waited for before; the result is what stands between."""
        end = time.monotonic() + limit
        while True:
            place = self.screen.find(text, self.seen)
            if place >= 0:
                between = self.screen[self.seen:place]
                self.seen = place + len(text)
                return between
            rest = end - time.monotonic()
            if rest <= 0 or not self.pump(rest):
                raise Failure(f"waited for {text!r}, found {self.screen[self.seen:]!r}")

    def wait_until(self, condition, what):
        end = time.monotonic() + LIMIT
        while not condition():
            if time.monotonic() > end:
                raise Failure(f"waited until {what}, found {self.screen[self.seen:]!r}")
            self.pump(0.01)

    def enter(self, line, prompt="xq> "):
        """Types a line when the prompt is there, and waits for the next prompt; the result is the answer."""
        self.type(line + "\r")
        self.expect("\n")
        return self.expect("\n" + prompt if False else prompt)

    def is_editing(self):
        """Whether keys reach the program one by one."""
        return not termios.tcgetattr(self.descriptor)[3] & termios.ICANON

    def end(self):
        """Waits for the program to end; the result is its exit code, negative for a signal."""
        end = time.monotonic() + LIMIT
        while True:
            pid, status = os.waitpid(self.pid, os.WNOHANG)
            if pid:
                self.status = os.waitstatus_to_exitcode(status)
                return self.status
            if time.monotonic() > end:
                raise Failure(f"it did not end; it showed {self.screen[self.seen:]!r}")
            self.pump(0.01)

    def close(self):
        if self.status is None:
            try:
                os.kill(self.pid, signal.SIGKILL)
                os.waitpid(self.pid, 0)
            except (ProcessLookupError, ChildProcessError):
                pass
        os.close(self.descriptor)
