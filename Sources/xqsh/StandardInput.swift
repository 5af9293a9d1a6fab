// Standard input, whole or by lines.

import Glibc

enum StandardInput {
  /// All of it, `nil` where reading failed.
  static func readAll() -> [UInt8]? {
    var bytes: [UInt8] = []
    while let more = readSome() {
      if more.isEmpty { return bytes }
      bytes += more
    }
    return nil
  }

  /// What can be read now, empty at the end, `nil` where reading failed.
  static func readSome() -> [UInt8]? {
    while true {
      // The closure gets memory of that size and says how much of it was filled.
      var count = 0
      let bytes = [UInt8](unsafeUninitializedCapacity: 1 << 16) { buffer, filled in
        count = read(STDIN_FILENO, buffer.baseAddress, buffer.count)
        filled = max(0, count)
      }
      if count >= 0 { return bytes }
      if errno != EINTR { return nil }
    }
  }
}

/// Lines from a terminal, until a line, the end, or a signal.
struct LineReader {
  enum Result {
    case line(String)
    case end
    case interrupted
  }

  private let wakeUp: Int32
  private var buffer: [UInt8] = []
  private var isAtEnd = false

  /// - Parameter wakeUp: a descriptor that becomes readable when waiting is to end.
  init(wakeUp: Int32) { self.wakeUp = wakeUp }

  mutating func next() -> Result {
    while true {
      if let end = buffer.firstIndex(of: UInt8(ascii: "\n")) {
        let line = String(decoding: buffer[..<end], as: UTF8.self)
        buffer.removeSubrange(...end)
        return .line(line)
      }
      if isAtEnd {
        if buffer.isEmpty { return .end }
        defer { buffer = [] }
        return .line(String(decoding: buffer, as: UTF8.self))
      }
      var waiting = [
        pollfd(fd: STDIN_FILENO, events: Int16(POLLIN), revents: 0), pollfd(fd: wakeUp, events: Int16(POLLIN), revents: 0),
      ]
      if poll(&waiting, nfds_t(waiting.count), -1) < 0 {
        if errno == EINTR { continue }
        return .end
      }
      if waiting[1].revents != 0 {
        var byte: UInt8 = 0
        _ = read(wakeUp, &byte, 1)
        buffer = []
        return .interrupted
      }
      guard let more = StandardInput.readSome() else { return .end }
      if more.isEmpty { isAtEnd = true }
      buffer += more
    }
  }
}
