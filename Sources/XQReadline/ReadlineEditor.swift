// Lines by GNU readline: editing, history, completion, bracketed paste, the user's inputrc.

#if Readline

  import CLineEdit
  import Glibc

  /// Reads lines from the terminal by readline, whose state is one for the process: there is to be one editor.
  public final class ReadlineEditor: LineEditor {
    private let signals: SignalPipe
    private let suspend: () -> Void
    private let historyFile: String?
    private var complete: (String, Int) -> LineCompletions = { _, cursor in LineCompletions(start: cursor, texts: []) }

    /// Entries that are kept.
    private static let historyLimit: Int32 = 5_000

    /// - Parameters:
    ///   - name: what `$if` in the user's inputrc asks for.
    ///   - historyFile: where entries are kept from one session to the next; it is made where it does not exist.
    ///   - suspend: stops the process, as Ctrl-Z asks for, until it is continued.
    public init(name: StaticString, historyFile: String?, signals: SignalPipe, suspend: @escaping () -> Void) {
      self.signals = signals
      self.suspend = suspend
      self.historyFile = historyFile.flatMap { Self.make($0) ? $0 : nil }
      // The text of a static string lives as long as the process. The editor is told to forget this object in `deinit`.
      let context = Unmanaged.passUnretained(self).toOpaque()
      name.withUTF8Buffer { bytes in
        bytes.withMemoryRebound(to: CChar.self) { cle_open($0.baseAddress, Self.completer, context) }
      }
      cle_read_history(self.historyFile, Self.historyLimit)
    }

    deinit { cle_close() }

    public func read(
      prompt: String, isBold: Bool, complete: @escaping (_ line: String, _ cursor: Int) -> LineCompletions
    ) -> LineInput {
      self.complete = complete
      // Between these marks stands what takes no cell.
      cle_begin(isBold ? "\u{01}\u{1B}[1m\u{02}\(prompt)\u{01}\u{1B}[0m\u{02}" : prompt)
      while true {
        let canRead = signals.wait(for: STDIN_FILENO)
        while let signal = signals.next() {
          if let ending = react(to: signal) { return ending }
        }
        guard canRead else { continue }
        cle_read()
        var line: UnsafeMutablePointer<CChar>?
        guard cle_take(&line) else { continue }
        defer { free(line) }
        return line.map { .line(String(cString: $0)) } ?? .end
      }
    }

    public func remember(_ entry: String) { cle_add_history(entry, historyFile) }

    // MARK: - Private

    /// What a signal makes of the line that is edited, `nil` where editing goes on.
    private func react(to signal: Int32) -> LineInput? {
      switch signal {
      case SIGINT:
        cle_abandon(true)
        return .interrupted
      case SIGTERM, SIGHUP:
        cle_abandon(false)
        return .ended
      case SIGTSTP:
        cle_pause()
        suspend()
        cle_resume()
      case SIGCONT: cle_resume()
      case SIGWINCH: cle_resize()
      default: break
      }
      return nil
    }

    private static let completer: cle_completer = { context, line, cursor in
      guard let context, let line else { return }
      let editor = Unmanaged<ReadlineEditor>.fromOpaque(context).takeUnretainedValue()
      let found = editor.complete(String(cString: line), Int(cursor))
      let append = found.append?.asciiValue.map { CChar(bitPattern: $0) } ?? 0
      cle_offer_from(Int32(clamping: found.start), append)
      for text in found.texts { cle_offer(text) }
    }

    /// Whether the file is there, or could be made for this user alone.
    private static func make(_ path: String) -> Bool {
      let descriptor = open(path, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0o600)
      guard descriptor >= 0 else { return false }
      close(descriptor)
      return true
    }
  }

#endif
