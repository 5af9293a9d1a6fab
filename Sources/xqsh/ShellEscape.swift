// `!command` at the prompt: a line for the user's shell, outside the language.

import Glibc
import XQConsole
import XQLanguage

/// Runs lines of the system's shell for a person at the prompt.
enum ShellEscape {
  /// The command of a line that starts with `!`, `nil` for any other line.
  static func command(in line: String) -> String? {
    let text = line.drop { $0 == " " || $0 == "\t" }
    return text.first == "!" ? String(text.dropFirst()) : nil
  }

  static let refusal = Diagnostic(
    .refusedShell, "'!' runs a program, which '--safe' does not allow",
    help: ["leave out --safe, or use another terminal"])

  /// Runs a command and waits for it; the terminal is its, signals of the keyboard too.
  ///
  /// - Returns: what is to be said of how it ended, `nil` where all went well.
  static func run(_ command: String) -> String? {
    let mode = TerminalMode.current
    defer { mode?.restore() }
    var process = pid_t()
    let failure = spawn(command, &process)
    guard failure == 0 else { return "sh: \(String(cString: strerror(failure)))" }
    var status: Int32 = 0
    while waitpid(process, &status, 0) < 0 {
      if errno != EINTR { return nil }
    }
    // Of the status the low seven bits are the signal that ended it, the next byte the exit code.
    let signal = status & 0x7F
    if signal != 0 { return signal == SIGINT ? nil : "ended by signal \(signal)" }
    let code = (status >> 8) & 0xFF
    return code == 0 ? nil : "exit code \(code)"
  }

  /// 0, or the error's number. The program starts with no signal blocked or ignored.
  private static func spawn(_ command: String, _ process: inout pid_t) -> Int32 {
    var attributes = posix_spawnattr_t()
    posix_spawnattr_init(&attributes)
    defer { posix_spawnattr_destroy(&attributes) }
    var none = sigset_t()
    sigemptyset(&none)
    posix_spawnattr_setsigmask(&attributes, &none)
    var usual = sigset_t()
    sigemptyset(&usual)
    sigaddset(&usual, SIGPIPE)
    posix_spawnattr_setsigdefault(&attributes, &usual)
    posix_spawnattr_setflags(&attributes, Int16(POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETSIGDEF))
    let texts: [UnsafeMutablePointer<CChar>?] = ["sh", "-c", command].map { (text: String) in strdup(text) }
    defer { for text in texts { free(text) } }
    return posix_spawn(&process, "/bin/sh", nil, &attributes, texts + [nil], environ)
  }
}
