#!/usr/bin/env python3
"""Uses xqsh on a pseudo-terminal as a person does, and says what came out otherwise.

    Tests/Terminal/terminal.py PROGRAM [NAME ...]

NAME chooses some of the sessions below. A program without readline is held to those that need none.
"""

import os
import pathlib
import shutil
import signal
import subprocess
import sys
import tempfile
import termios
import time
import traceback

import slow_model
from pseudo_terminal import Failure, Terminal

PROGRAM = str(pathlib.Path(sys.argv[1]).resolve())
ENDLESS = pathlib.Path(__file__).resolve().parent.parent / "XQRuntimeTests/Resources/endless.onnx"
UP, LEFT, TAB = "\x1b[A", "\x1b[D", "\t"
CTRL_C, CTRL_D, CTRL_R, CTRL_Z = "\x03", "\x04", "\x12", "\x1a"

sessions = []


def session(needs_readline):
    def add(function):
        sessions.append((function, needs_readline))
        return function
    return add


def check(what, found, wanted):
    if found != wanted:
        raise Failure(f"{what}: wanted {wanted!r}, found {found!r}")


def check_has(what, found, wanted):
    if wanted not in found:
        raise Failure(f"{what}: wanted {wanted!r} in {found!r}")


def words(text):
    return " ".join(text.split())


def start(home, *arguments, prompt="xq> ", **more):
    terminal = Terminal(PROGRAM, arguments, home, **more)
    terminal.expect(prompt)
    return terminal


def load_endless(terminal, home):
    shutil.copy(ENDLESS, home / "endless.onnx")
    slow_model.write(home, 1)
    data = (home / "one.npy").read_bytes()
    (home / "one.npy").write_bytes(data.replace(b"(1, 1), }", b"(1,), }  "))
    terminal.enter("compare endless.onnx endless.onnx --val one.npy", prompt="cmp1> ")


def compute(terminal, line, seconds):
    """Types a line and waits until the program has computed for so long."""
    before = terminal.cpu_seconds()
    terminal.type(line + "\r")
    terminal.expect("\n")
    terminal.wait_until(lambda: terminal.cpu_seconds() - before > seconds, "it computes")


@session(needs_readline=True)
def the_first_minute(home):
    terminal = Terminal(PROGRAM, home=home)
    check_has("banner", terminal.expect("\n"), "xqsh 0.1.0  ·  ONNX Runtime")
    terminal.expect("xq> ")
    answer = terminal.enter(f"let f = load example:digits/fl{TAB}")
    check_has("let", answer, "f = model example:digits/float  ·  14 layers")
    answer = terminal.enter("erors")
    check_has("typo", answer, "   | ^^^^^ did you mean 'errors'?")
    terminal.enter("let q = load example:digits/int8; let v = load example:digits/val")
    terminal.enter("compare $f $q --val $v", prompt="cmp1> ")
    answer = terminal.enter(f"errors | wh{TAB}deg{TAB}", prompt="cmp1> ")
    check_has("errors", answer, "conv5    Conv")
    check_has("errors", answer, "● degraded")
    # Two candidates: the second Tab lists them.
    terminal.type(f"errors | s{TAB}{TAB}")
    check_has("list", terminal.expect("cmp1> errors | s"), "select  show    sort")
    terminal.type(CTRL_C)
    terminal.expect("cmp1> ")
    terminal.type(CTRL_D)
    check("exit code", terminal.end(), 0)
    check("raw mode behind the end", terminal.is_editing(), False)
    return terminal


@session(needs_readline=True)
def a_lesson(home):
    terminal = start(home)
    check_has("list", words(terminal.enter("learn")), "1 What quantization does to one layer ▸ next learn 1")
    opening = terminal.enter("learn 2", prompt="c (lesson)> ")
    check_has("head", opening, "Lesson 2 of 11: Three measures of one error\nlearn hint · learn next · learn quit")
    check_has("prepared", opening, "c = 10 of 15 layers paired")
    check_has("question", opening, "1/6  Guess first\n")

    def enter(text):
        return terminal.enter(text, prompt="c (lesson)> ")

    check_has("completion", enter(f"learn an{TAB}sqnr"), "Not yet.\nIn the ratio of values to errors")
    check_has("no choice", enter("learn answer mes"), "did you mean 'mse'?")
    check_has("hint", enter("learn hint"), "hint 1 of 3\n")
    check_has("right", enter("learn answer mse"), "✓ Right.\n`mse` is the error alone")
    check_has("in between", enter("print (1 + 1)"), "2\n")
    answer = enter("errors | sort mse desc")
    check_has("table", answer, "\nfc       Gemm                   6.641  0.8706      6.0  ● degraded\n")
    check_has("done", answer, "✓ Done.\nBy `mse` the worst layer is `fc`, with 6.64.\n\n3/6  By sqnr\n")
    check_has("left", terminal.enter("learn quit", prompt="c> "), "at step 3 of 6. `learn 2` goes on there.")
    terminal.close()
    # Another day.
    terminal = start(home)
    check_has("kept", words(terminal.enter("learn")), "2 Three measures of one error 2 of 6 steps")
    check_has("goes on", terminal.enter("learn 2", prompt="c (lesson)> "), "3/6  By sqnr\n")
    check_has("sqnr", enter("errors | sort sqnr"), "4/6  Read decibels\n")
    check_has("decibels", enter("learn answer 0.1%"), "its error has 73 % of its values' power")
    check_has("cosine", enter("learn answer 1"), "6/6  One table with the worst three\n")
    last = terminal.enter("errors | sort sqnr | head 3 | select layer mse cs sqnr", prompt="c> ")
    check_has("over", last, "Lesson 2 is done.\nNext: `learn 3`, Thresholds: what is acceptable.\n")
    check_has("marked", words(terminal.enter("learn", prompt="c> ")), "2 Three measures of one error ✓ done")
    return terminal


@session(needs_readline=False)
def cutting_tables(home):
    terminal = start(home)
    terminal.enter("let t = []")
    terminal.enter("for i in range(1, 60) { let t = $t + [{n: $i}] }")
    check_has("cut", terminal.enter("$t"), "40 more rows: | show --all")
    check_has("whole", terminal.enter("$t | show --all"), "\n59\n60\n")
    return terminal


@session(needs_readline=False)
def interrupting_a_line(home):
    terminal = start(home)
    terminal.type("print 1; half of a li")
    terminal.wait_until(lambda: terminal.screen.endswith("half of a li"), "the line is echoed")
    terminal.type(CTRL_C)
    check_has("dropped", terminal.expect("xq> "), "^C")
    check_has("behind", terminal.enter("print 2"), "2\n")
    terminal.type("for x in [1] {\r")
    terminal.expect("{> ")
    terminal.type("print (\r")
    terminal.expect("{(> ")
    terminal.type(CTRL_C)
    terminal.expect("xq> ")
    check("nothing is left open", terminal.enter("print 3"), "3\n")
    terminal.type("for x in [1] {\r")
    terminal.expect("{> ")
    terminal.type(CTRL_D)
    terminal.expect("xq> ")
    check("neither is here", terminal.enter("print 4"), "4\n")
    return terminal


@session(needs_readline=True)
def interrupting_a_search(home):
    terminal = start(home)
    terminal.enter("print 1234")
    terminal.type(f"{CTRL_R}23")
    terminal.expect("3': print 1234")
    terminal.type(CTRL_C)
    terminal.expect("^C\n")
    terminal.expect("xq> ")
    check("behind", terminal.enter("print 5"), "5\n")
    return terminal


@session(needs_readline=False)
def interrupting_errors(home):
    terminal = start(home)
    load_endless(terminal, home)
    compute(terminal, "errors", 0.1)
    terminal.type(CTRL_C)
    check_has("answer", terminal.expect("cmp1> "), "interrupted")
    check("the session lives", terminal.enter("print 7", prompt="cmp1> "), "7\n")
    # Pressed twice at once, as people do.
    compute(terminal, "for i in range(1, 9) { try { errors } }", 0.1)
    terminal.type(CTRL_C + CTRL_C)
    check_has("out of loops", terminal.expect("cmp1> "), "interrupted")
    terminal.type("print 6 * 7\r")
    terminal.expect("\n6 * 7\n")
    return terminal


@session(needs_readline=False)
def interrupting_a_long_node(home):
    slow_model.write(home, 4500)
    terminal = start(home)
    terminal.enter("compare slow.onnx slow.onnx --val one.npy", prompt="cmp1> ")
    compute(terminal, "errors", 0.8)
    began = time.monotonic()
    terminal.type(CTRL_C)
    check_has("answer", terminal.expect("cmp1> "), "interrupted")
    took = time.monotonic() - began
    print(f"    the prompt was back after {1000 * took:.0f} ms", flush=True)
    busy = terminal.cpu_seconds()
    check("the session lives", terminal.enter("print 7", prompt="cmp1> "), "7\n")
    terminal.wait_until(lambda: terminal.cpu_seconds() > busy, "the abandoned run goes on")
    terminal.enter("quit", prompt="")
    check("exit code", terminal.end(), 0)
    return terminal


@session(needs_readline=True)
def recalling_history(home):
    terminal = start(home)
    terminal.enter("print 11")
    terminal.enter("print 11")
    terminal.type("for x in [1, 2] {\r")
    terminal.expect("{> ")
    terminal.type("print ($x * 100)\r")
    terminal.expect("{> ")
    check_has("entry", terminal.enter("}"), "100\n200\n")
    terminal.enter("quit", prompt="")
    terminal.end()
    terminal = start(home)
    terminal.type(UP)
    terminal.expect("quit")
    terminal.type(UP)
    terminal.expect("}")
    check_has("several lines are one entry", terminal.enter(""), "100\n200\n")
    terminal.type(UP * 4)
    terminal.expect("print 11")
    check("further back", terminal.enter("").strip(), "11")
    check("twice is once", (home / "state/xqsh/history").read_text().count("print 11"), 2)
    check("nobody else reads it", os.stat(home / "state/xqsh/history").st_mode & 0o777, 0o600)
    return terminal


@session(needs_readline=True)
def pasting(home):
    terminal = start(home)
    lines = ["let total = 0", "for i in range(1, 3) {"] + [f"  let x{i} = $i * {i}" for i in range(300)] + [
        "  let total = $total + $i", "}", "print \"sum {$total}\""]
    terminal.type("\x1b[200~" + "\r".join(lines) + "\r\x1b[201~")
    terminal.expect('print "sum {$total}"')
    check_has("one entry", terminal.enter(""), "sum 6\n")
    terminal.enter("print 5")
    terminal.type(UP + UP)
    terminal.expect('print "sum {$total}"')
    check_has("recalled whole", terminal.enter(""), "sum 6\n")
    return terminal


@session(needs_readline=False)
def resizing(home):
    terminal = start(home)
    long = "a" * 30 + "b" * 30
    terminal.type(f'[{{name: "{long}"}}]')
    terminal.wait_until(lambda: terminal.screen.endswith('"}]'), "the line is echoed")
    terminal.resize(24, 40)
    check_has("at 40 columns", terminal.enter(""), "aaaa…bbbb")
    terminal.resize(24, 100)
    check_has("at 100 columns", terminal.enter(f'[{{name: "{long}"}}]'), long + "\n")
    return terminal


@session(needs_readline=True)
def typing_beyond_the_width(home):
    terminal = start(home, size=(24, 20))
    terminal.type("print 123456789012345678901234567890" + LEFT * 3)
    terminal.type("x" + "\r")
    terminal.expect("\n")
    check_has("answer", terminal.expect("xq> "), "123456789012345678901234567x890\n")
    return terminal


@session(needs_readline=True)
def stopping(home):
    names = {"PS1": "shell$ ", "HISTFILE": ""}
    terminal = Terminal("/bin/bash", ["--norc", "--noprofile", "-i"], home, environment=names)
    terminal.expect("shell$ ")
    terminal.type(f"{PROGRAM}\r")
    terminal.expect("xq> ")
    terminal.type("print 41")
    terminal.expect("print 41")
    terminal.type(CTRL_Z)
    terminal.expect("Stopped")
    terminal.expect("shell$ ")
    terminal.type("echo in between\r")
    terminal.expect("\nin between\n")
    terminal.type("fg\r")
    terminal.expect("print 41")
    check_has("the same line", terminal.enter("2"), "412\n")
    load_endless(terminal, home)
    terminal.type("errors\r")
    terminal.expect("\n")
    terminal.type(CTRL_Z)
    terminal.expect("Stopped")
    terminal.expect("shell$ ")
    terminal.type("fg\r")
    terminal.expect("\n")
    # The shell names the job before it hands the terminal over; Ctrl-C until then is the shell's own.
    terminal.wait_until(lambda: terminal.foreground() != terminal.pid, "the job has the terminal")
    terminal.type(CTRL_C)
    terminal.expect("cmp1> ")
    check("goes on", terminal.enter("print 8", prompt="cmp1> "), "8\n")
    terminal.enter("quit", prompt="shell$ ")
    terminal.type("exit\r")
    terminal.end()
    return terminal


@session(needs_readline=False)
def ending_by_a_signal(home):
    for number, code in [(signal.SIGTERM, 143), (signal.SIGHUP, 129)]:
        terminal = start(home)
        terminal.type("half of a li")
        terminal.wait_until(lambda: terminal.screen.endswith("half of a li"), "the line is echoed")
        os.kill(terminal.pid, number)
        check("exit code", terminal.end(), code)
        check("raw mode", terminal.is_editing(), False)
        check("echo", bool(termios.tcgetattr(terminal.descriptor)[3] & termios.ECHO), True)
        terminal.close()
    terminal = start(home)
    os.close(terminal.descriptor)
    check("exit code without a terminal", os.waitstatus_to_exitcode(os.waitpid(terminal.pid, 0)[1]), 129)
    terminal = start(home)
    load_endless(terminal, home)
    compute(terminal, "errors", 0.1)
    os.kill(terminal.pid, signal.SIGTERM)
    check("exit code while it computes", terminal.end(), 143)
    check("raw mode", terminal.is_editing(), False)
    return terminal


@session(needs_readline=True)
def unicode_text(home):
    terminal = start(home)
    terminal.type('print "größe 日本"' + LEFT * 3 + "!")
    check("moved over wide characters", terminal.enter(""), "größe !日本\n")
    return terminal


@session(needs_readline=False)
def typing_ahead(home):
    terminal = start(home)
    terminal.type("".join(f"print \"line {i} {'v' * 50}\"\r" for i in range(40)))
    for i in range(40):
        # The line that was typed ends in a quote.
        terminal.expect(f"line {i} {'v' * 50}\n")
    return terminal


@session(needs_readline=True)
def settings_of_the_user(home):
    (home / "inputrc").write_text('$if xqsh\n"\\C-g": "print 5"\n$endif\n$if other\n"\\C-g": "wrong"\n$endif\n')
    (home / "config/xqsh").mkdir(parents=True)
    (home / "config/xqsh/init.xq").write_text("let mine = 77\nprint \"hello\"\n")
    terminal = Terminal(PROGRAM, home=home)
    check_has("init.xq", terminal.expect("xq> "), "hello\n")
    check("inputrc", terminal.enter("\x07"), "5\n")
    check("variable", terminal.enter("print $mine"), "77\n")
    terminal.close()
    terminal = start(home, "--no-init")
    check_has("--no-init", terminal.enter("print $mine"), "there is no variable")
    return terminal


@session(needs_readline=False)
def running_programs(home):
    terminal = start(home)
    check("output", terminal.enter("!echo hi; exit 3"), "hi\nexit code 3\n")
    # A shell that has just forked can lose the signal before its child is another program: here is no fork.
    terminal.type("!echo ready; exec sleep 1000\r")
    terminal.expect("\nready\n")
    terminal.type(CTRL_C)
    terminal.expect("xq> ")
    check("the session lives", terminal.enter("print 9"), "9\n")
    terminal.close()
    terminal = start(home, "--safe")
    check_has("--safe", terminal.enter("!echo hi"), "error XQ0606")
    return terminal


def main():
    libraries = subprocess.run(["ldd", PROGRAM], capture_output=True, text=True, check=False).stdout
    has_readline = "libreadline" in libraries
    chosen = [(function, needs) for function, needs in sessions
              if (has_readline or not needs) and (not sys.argv[2:] or function.__name__ in sys.argv[2:])]
    failed = 0
    for function, _ in chosen:
        with tempfile.TemporaryDirectory() as folder:
            terminal = None
            try:
                terminal = function(pathlib.Path(folder))
                print(f"  ok      {function.__name__}", flush=True)
            except (Failure, OSError):
                failed += 1
                print(f"  FAILED  {function.__name__}\n{traceback.format_exc()}", flush=True)
            finally:
                if terminal:
                    terminal.close()
    words = "with" if has_readline else "without"
    print(f"terminal: {len(chosen) - failed} of {len(chosen)} sessions as wanted, {words} readline")
    sys.exit(1 if failed or not chosen else 0)


main()
