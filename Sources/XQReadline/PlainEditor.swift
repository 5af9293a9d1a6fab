// Lines as the terminal itself lets them be edited: for a build without readline, and where output is no terminal.

import Glibc

/// Reads lines from standard input without editing of its own. It keeps no history and completes nothing.
public final class PlainEditor: LineEditor {
  private let signals: SignalPipe
  private let showsPrompts: Bool
  private let suspend: () -> Void
  private var buffer: [UInt8] = []
  private var isAtEnd = false

  /// - Parameters:
  ///   - showsPrompts: whether a person sees standard output.
  ///   - suspend: stops the process, as Ctrl-Z asks for, until it is continued.
  public init(signals: SignalPipe, showsPrompts: Bool, suspend: @escaping () -> Void) {
    self.signals = signals
    self.showsPrompts = showsPrompts
    self.suspend = suspend
  }

  public func read(
    prompt: String, isBold: Bool, complete: @escaping (_ line: String, _ cursor: Int) -> LineCompletions
  ) -> LineInput {
    let shown = isBold ? "\u{1B}[1m\(prompt)\u{1B}[0m" : prompt
    show(shown)
    while true {
      if let line = nextLine() { return .line(line) }
      if isAtEnd {
        // A terminal goes on behind a Ctrl-D.
        isAtEnd = false
        show("\n")
        return .end
      }
      let canRead = signals.wait(for: STDIN_FILENO)
      while let signal = signals.next() {
        switch signal {
        case SIGINT:
          buffer = []
          show("\n")
          return .interrupted
        case SIGTERM, SIGHUP: return .ended
        case SIGTSTP:
          suspend()
          show(shown)
        default: break
        }
      }
      if canRead { readSome() }
    }
  }

  public func remember(_ entry: String) {}

  // MARK: - Private

  private func nextLine() -> String? {
    if let end = buffer.firstIndex(of: UInt8(ascii: "\n")) {
      defer { buffer.removeSubrange(...end) }
      return String(decoding: buffer[..<end], as: UTF8.self)
    }
    guard isAtEnd, !buffer.isEmpty else { return nil }
    defer { buffer = [] }
    return String(decoding: buffer, as: UTF8.self)
  }

  private func readSome() {
    // The closure gets memory of that size and says how much of it was filled.
    var count = 0
    buffer += [UInt8](unsafeUninitializedCapacity: 1 << 16) { memory, filled in
      count = Glibc.read(STDIN_FILENO, memory.baseAddress, memory.count)
      filled = max(0, count)
    }
    if count == 0 || (count < 0 && errno != EINTR && errno != EAGAIN) { isAtEnd = true }
  }

  private func show(_ text: String) {
    guard showsPrompts else { return }
    var bytes = Array(text.utf8)[...]
    while !bytes.isEmpty {
      let count = bytes.withUnsafeBytes { write(STDOUT_FILENO, $0.baseAddress, $0.count) }
      if count < 0, errno == EINTR { continue }
      guard count > 0 else { return }
      bytes = bytes.dropFirst(count)
    }
  }
}
