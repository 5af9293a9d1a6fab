"""A program at the other end of a pseudo-terminal. Standard library only.

What is waited for is what is shown, never that time passes; a limit ends what waits in vain.
"""

import errno
import fcntl
import os
import pty
import re
import select
import signal
import struct
import termios
import time

LIMIT = 60  # Seconds; a machine may be busy. Nothing waits that long unless it fails.
ESCAPES = re.compile(r"\x1b\[[0-9;?]*[a-zA-Z]|\x1b[=>]|\a|[\x01\x02]")


class Failure(Exception):
    pass


class Terminal:
    """A program at the other end of a pseudo-terminal. `screen` is what it wrote, without escape sequences."""

    def __init__(self, program, arguments=(), home=".", size=(24, 100), environment=()):
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
        self.screen = re.sub("\r*\n\r*", "\n", ESCAPES.sub("", self.raw))
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

    def foreground(self):
        """The process group that the keyboard's signals go to."""
        return os.tcgetpgrp(self.descriptor)

    def enter(self, line, prompt="xq> "):
        """Types a line where a prompt is, and waits for the next prompt; the result is the answer."""
        self.type(line + "\r")
        self.expect("\n")
        return self.expect(prompt)

    def cpu_seconds(self):
        """What the program has computed so far."""
        with open(f"/proc/{self.pid}/stat", encoding="utf-8") as file:
            fields = file.read().rsplit(")", 1)[1].split()
        return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")

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
                while self.pump(0):
                    pass
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
